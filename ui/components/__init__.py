"""Canvas components that Streamlit lacks; each one file of Python and one of JavaScript."""
