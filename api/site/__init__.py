"""The documentation of the API for people: guides from Markdown, a reference from the OpenAPI document, all served by the API itself."""
