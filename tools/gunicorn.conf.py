"""How gunicorn serves the site; every value may be overridden by the environment variable beside it."""

import os

wsgi_app = "supportdesk.wsgi:application"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))

timeout = 60  # seconds; whatever takes longer is a background job
graceful_timeout = 20
keepalive = 5
max_requests, max_requests_jitter = 5000, 500  # a worker that has grown is replaced

accesslog = None  # addresses of pages with who opened them belong to the audit trail, not to a log file
loglevel = "warning"
control_socket_disable = True  # nothing else needs to steer it: tools/serve.py does


def when_ready(server):  # gunicorn passes it by name
    print(f"已就绪:http://{bind}/ (按 Ctrl-C 停止)", flush=True)
