"""How the web process serves; the same on every platform."""

import os

from gunicorn.glogging import Logger

from tbo.settings import read_settings
from tbo.web import logs

_settings = read_settings()
logs.configure(_settings.log_level)
bind = f"{'0.0.0.0' if _settings.is_production else '127.0.0.1'}:{_settings.port}"
workers = _settings.web_processes
worker_class = "gthread"
threads = _settings.web_threads
control_socket_disable = True
graceful_timeout = 25
timeout = 60
keepalive = 5
limit_request_line = 8190
limit_request_fields = 64
loglevel = "warning"
# The workers part after the shop was made: what it consists of lies in memory once.
preload_app = True
if os.path.isdir("/dev/shm"):
    # A heartbeat written to a disk can stall a worker that is healthy.
    worker_tmp_dir = "/dev/shm"


class ShopLogger(Logger):
    """What gunicorn says itself, of workers that hang or die, leaves as every other line of the shop does."""

    def setup(self, cfg):
        """Let the shop's own handler write; gunicorn's would write bare text."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = ShopLogger


def when_ready(server):
    """Warm what is shared, before the first worker is made."""
    from tbo.web.warming import warm

    warm(server.app.wsgi())
