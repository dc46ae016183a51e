"""The sandbox as a process: `gunicorn --workers 1 --threads 8 tbo.sandbox.wsgi:app`."""

from tbo.sandbox import create_sandbox
from tbo.sandbox.options import options_from

app = create_sandbox(options_from(), with_couriers=True)
