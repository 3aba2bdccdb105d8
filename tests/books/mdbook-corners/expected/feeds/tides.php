<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8" />
<title>This page moved</title>
<meta http-equiv="refresh" content="0; url=../ebb.html#low" />
<link rel="canonical" href="../ebb.html#low" />
<meta name="robots" content="noindex" />
<script defer="" src="../assets/moved-HASH.js"></script>
</head>
<body>
<p>This page moved to <a href="../ebb.html#low" data-moved="">its new place</a></p>
</body>
</html>
