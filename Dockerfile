# The package lists are in script/bootstrap, for machines and containers alike.
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY script/bootstrap script/
RUN script/bootstrap build
COPY . .
RUN cmake --preset release \
    && cmake --build --preset release --target postlab \
    && cmake --install build/release --strip --prefix /opt/postlab

FROM debian:bookworm-slim AS postlab
COPY script/bootstrap /tmp/
RUN /tmp/bootstrap run && rm -rf /tmp/bootstrap /var/lib/apt/lists/* \
    && useradd --system --uid 2525 --user-group --no-create-home --shell /usr/sbin/nologin postlab \
    && install -d -o postlab -g postlab -m 700 /var/lib/postlab /work \
    && ln -s /var/lib/postlab /work/postlab-data # so that `docker compose exec postlab postlab lab status` needs no --data
WORKDIR /work
COPY --from=build /opt/postlab /usr/local
COPY script/loop /usr/local/bin/postlab-loop
COPY script/classroom /usr/local/bin/postlab-classroom
USER postlab
VOLUME /var/lib/postlab
EXPOSE 2525 2587 2465 2110 2995 2109 2580
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s CMD ["postlab", "health"]
ENTRYPOINT ["postlab-loop", "/var/lib/postlab", "--smtp", "0.0.0.0:2525", "--smtp", "0.0.0.0:2587", "--smtps", "0.0.0.0:2465", \
    "--pop3", "0.0.0.0:2110", "--pop3s", "0.0.0.0:2995", "--pop2", "0.0.0.0:2109", "--web", "0.0.0.0:2580", \
    "--set", "tls.teach=planted", "--set", "store.max_mailbox_bytes=268435456"]

# A second container that acts the two people: sends with swaks, fetches with curl (compose profile "demo").
FROM debian:bookworm-slim AS demo
COPY script/bootstrap /tmp/
RUN /tmp/bootstrap demo && rm -rf /tmp/bootstrap /var/lib/apt/lists/*
COPY script/container-demo /usr/local/bin/
USER nobody
ENTRYPOINT ["container-demo"]

# Postfix and Dovecot as one mail server, for the comparison (compose profile "compare"). Postfix must be started by root;
# its processes and Dovecot's have users of their own.
FROM debian:bookworm-slim AS peers
COPY script/bootstrap /tmp/
RUN /tmp/bootstrap peers && rm -rf /tmp/bootstrap /var/lib/apt/lists/*
COPY script/peers /usr/local/bin/postlab-peers
EXPOSE 25 110
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s CMD ["bash", "-c", "read -r -t 4 </dev/tcp/127.0.0.1/25 && read -r -t 4 </dev/tcp/127.0.0.1/110"]
ENTRYPOINT ["postlab-peers", "/var/lib/peers", "0.0.0.0", "25", "110"]

# What `docker build` makes without a target. Builders that know no targets but the last build all before it: these come
# first that everybody needs.
FROM postlab
