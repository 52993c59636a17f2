"""The front end: draws what the API answers, in Streamlit. Its only input and output is HTTP, in `client`."""
