# The shop's web process; other processes run other lines of the Procfile in the same image.
FROM python:3.11-slim
# The worker packages films.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
# In one step, so that no layer keeps what is pruned of the payment SDK.
RUN pip install --no-cache-dir --no-compile --require-hashes -r requirements.txt && bin/post_compile
RUN useradd --create-home shop && chown shop instance
USER shop
ENV TBO_ENV=production PYTHONUNBUFFERED=1
CMD ["gunicorn", "--no-control-socket", "app:app"]
