cat > Dockerfile <<EOF
FROM lua
RUN echo 'return 42' > n.lua
RUN echo 'print(dofile"n.lua")' > app.lua
CMD ["lua", "app.lua"]
EOF
docker build -t app .
docker run --rm app
