#!/bin/sh
# The page. A GET shows the count, a POST adds one and leads back to the page.
# Each count is a line of a file: two at the same moment are two lines. Like any file that is written, it is in the
# container's writable layer.
file=/www/count.txt

if [ "$REQUEST_METHOD" = POST ]; then
  date >>$file
  printf 'Status: 303 See Other\r\nLocation: /\r\n\r\n'
  exit
fi

touch $file
printf 'Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\r\n'
cat <<END
<!doctype html>
<html lang="en">
<title>Counter</title>
<meta name="viewport" content="width=device-width">
<style>
$(cat /www/style.css)
</style>
<main>
  <p>Container <code>$(hostname)</code> counted</p>
  <output>$(wc -l <$file)</output>
  <form method="post"><button>Count</button></form>
  <p><a href="/count.txt">The file it counts in</a></p>
</main>
</html>
END
