"""The archive over the Model Context Protocol, at `/mcp`: reading only, cited to the page, bounded, and bound to a collection if asked."""
