#!/bin/sh
# SageMaker AI starts the image with one word. Processing jobs name their own command instead.
set -e
case "$1" in
  train) exec python train.py ;;
  serve) exec gunicorn --bind 0.0.0.0:8080 --workers 2 --timeout 60 --preload app:application ;;
  *) exec "$@" ;;
esac
