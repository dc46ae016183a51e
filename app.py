from tbo import create_app
app = create_app()
