mkdir -p www/cgi-bin www/sub
cd www
cat > index.html <<'END'
<!doctype html>
<html lang="en">
<head>
  <title>A shop</title>
  <link rel="stylesheet" href="style.css">
  <script>document.title = 'scripted'; document.documentElement.dataset.ran = 'yes'</script>
</head>
<body onload="document.documentElement.dataset.ran = 'yes'">
  <h1>Welcome</h1>
  <noscript><p>Without scripts</p></noscript>
  <img id="picture" alt="a dot" src="/sub/dot.svg">
  <p><a href="sub/there.html">There</a> <a href="#end">End</a> <a href="http://example.com/x">Away</a></p>
  <form action="/cgi-bin/echo"><input name="name" value="é &amp; co"><button>Find</button></form>
  <form action="/cgi-bin/echo" method="post"><input name="title" value="a=b"><button name="way" value="post">Post</button>
    <button formaction="/cgi-bin/moved">Move</button></form>
  <form action="/cgi-bin/echo" method="post" enctype="multipart/form-data"><input type="file" name="paper"><button>Send</button></form>
  <p style="margin-top: 900px" id="end">The end</p>
</body>
</html>
END
cat > style.css <<'END'
@import "sub/more.css";
h1 { background: url(sub/dot.svg); }
END
echo 'h1 { color: rgb(1, 2, 3); }' > sub/more.css
echo '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="5"><rect width="7" height="5"/></svg>' > sub/dot.svg
echo '<title>There</title><p>I am there. <a href="../">Back to the shop</a>' > sub/there.html
echo '<title>Soon</title><meta http-equiv="refresh" content="0; url=sub/there.html">' > soon.html
echo '<script>alert(1)</script> is only text' > plain.txt
printf '\001\002' > file.bin
cat > cgi-bin/echo <<'END'
#!/bin/sh
printf 'Content-Type: text/plain\r\n\r\n'
echo "$REQUEST_METHOD $QUERY_STRING $CONTENT_TYPE"
head -c "${CONTENT_LENGTH:-0}"
END
cat > cgi-bin/moved <<'END'
#!/bin/sh
printf 'Status: 302 Found\r\nLocation: /sub/there.html\r\n\r\n'
END
cat > cgi-bin/circle <<'END'
#!/bin/sh
printf 'Status: 302 Found\r\nLocation: /cgi-bin/circle\r\n\r\n'
END
cat > cgi-bin/cookie <<'END'
#!/bin/sh
printf 'Content-Type: text/plain\r\nSet-Cookie: seen=yes; Path=/cgi-bin\r\nSet-Cookie: also=this\r\n\r\n'
echo "You sent: $HTTP_COOKIE."
END
chmod +x cgi-bin/*
cat > hostile.html <<'END'
<!doctype html>
<html manifest="SINK/manifest">
<head>
<base href="SINK/base/" target="_top">
<title>Hostile</title>
<meta http-equiv="Content-Security-Policy" content="default-src *">
<meta http-equiv="x-dns-prefetch-control" content="on">
<link rel="preconnect" href="SINK">
<link rel="dns-prefetch" href="//dns.example.com">
<link rel="prefetch" href="SINK/prefetch">
<link rel="preload" as="image" href="SINK/preload">
<link rel="modulepreload" href="SINK/module">
<link rel="stylesheet" href="SINK/style.css">
<link rel="icon" href="SINK/icon">
<link rel="manifest" href="SINK/manifest">
<style>@import "SINK/import.css"; body { background: url(SINK/body) } @font-face { font-family: f; src: url(SINK/font) } p { font-family: f; cursor: url(SINK/cursor), auto; background: image-set("SINK/set" 1x) }</style>
<script src="SINK/script.js"></script>
<script type="module">import 'SINK/module.js'</script>
<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ["SINK/rules"]}]}</script>
<script>
  document.documentElement.dataset.ran = 'yes'
  fetch('SINK/fetch', { mode: 'no-cors' })
  new Image().src = 'SINK/image'
  navigator.sendBeacon('SINK/beacon')
  new WebSocket('SINK/socket'.replace('http', 'ws'))
  new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:9' }] }).createDataChannel('x')
  open('SINK/open')
  parent.postMessage({ type: 'key', key: 'PageDown' }, '*')
  top.location = 'SINK/top'
  location = 'SINK/location'
</script>
</head>
<body onload="fetch('SINK/onload')" background="SINK/background">
<p style="list-style: url(SINK/attribute)">Nothing to see</p>
<img src="SINK/img" srcset="SINK/srcset 2x" onerror="fetch('SINK/onerror')">
<picture><source srcset="SINK/source"><img src="SINK/picture"></picture>
<video src="SINK/video" poster="SINK/poster" autoplay></video><audio src="SINK/audio" autoplay></audio>
<iframe src="SINK/iframe"></iframe><iframe srcdoc="<img src='SINK/srcdoc'>"></iframe>
<object data="SINK/object"></object><embed src="SINK/embed">
<svg><image href="SINK/svg"/><use href="SINK/use#x"/><script href="SINK/svgscript"></script>
<a><set attributeName="href" to="SINK/set"/><text y="20">Vector</text></a></svg>
<math><mtext href="SINK/math">m</mtext></math>
<form action="SINK/form" method="post" target="_top"><input name="secret" value="x"><input type="image" src="SINK/input">
<button>Give</button><button formaction="SINK/button" formtarget="_blank">Give more</button></form>
<a href="SINK/link" target="_top" ping="SINK/ping">Top</a>
<a href="javascript:fetch('SINK/javascript')">Script</a>
<a href="SINK/blank" target="_blank">Window</a>
</body>
</html>
END
cd ..
docker rm -f site >/dev/null 2>&1
docker run -d -p 8090:80 --name site -v "$PWD/www":/www base httpd -f -p 80 -h /www
