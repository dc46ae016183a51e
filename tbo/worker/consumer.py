"""What the worker process loads: `huey_consumer tbo.worker.consumer.queue`."""

from .. import create_app
from .queue import worker_queue

application = create_app()
queue = worker_queue(application)
