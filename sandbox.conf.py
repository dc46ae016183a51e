"""How the sandbox process serves in development: beside the shop, on a port of its own."""

from urllib.parse import urlsplit

from tbo.settings import read_settings

bind = urlsplit(read_settings().sandbox_url).netloc
workers = 1
worker_class = "gthread"
threads = 8
control_socket_disable = True
graceful_timeout = 5
loglevel = "warning"
