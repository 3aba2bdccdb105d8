# guidewright in a small image: docker run --rm -v "$PWD:/book" guidewright build
FROM rust:1.95-slim-trixie AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN cargo build --release --features pictures --locked && cp target/release/guidewright /guidewright

FROM debian:trixie-slim
COPY --from=build /guidewright /usr/local/bin/guidewright
ENV GUIDEWRIGHT_NO_CACHE=true
WORKDIR /book
EXPOSE 4000
ENTRYPOINT ["guidewright"]
CMD ["build"]
