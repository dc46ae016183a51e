"""What the worker process loads: `huey_consumer tbo.worker.consumer.queue`."""

from .. import create_app

application = create_app()
queue = application.extensions["tbo.queue"]
