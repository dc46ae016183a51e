"""The measure of everything: a Flask application that says hello, and takes a form."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Say hello."""
    return "hello"


@app.post("/")
def take() -> str:
    """Read a form and say so."""
    return "success" if request.form.get("notify_id") else "fail"
