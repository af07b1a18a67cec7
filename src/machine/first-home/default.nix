# Eight packages that need each other. Each one is a derivation: a name, a builder, and everything it may use.
let
  package =
    name: inputs: script:
    derivation (
      inputs
      // {
        inherit name;
        system = "x86_64-linux";
        builder = "/bin/sh";
        args = [ "-ec" script ];
        PATH = "${./toolbox}/bin";
      }
    );
in
rec {
  glibc = package "glibc-2.39" { } ''
    echo "building the C library"
    mkdir -p $out/lib
    echo "the C library" > $out/lib/libc.so.6
  '';

  openssl = package "openssl-3.3.1" { inherit glibc; } ''
    echo "linking with $glibc"
    mkdir -p $out/lib
    echo "cryptography; needs $glibc/lib/libc.so.6" > $out/lib/libssl.so.3
  '';

  libxml = package "libxml2-2.13.3" { inherit glibc; } ''
    echo "linking with $glibc"
    mkdir -p $out/lib $out/share/doc
    echo "an XML parser; needs $glibc/lib/libc.so.6" > $out/lib/libxml2.a
    echo "How to read XML" > $out/share/doc/libxml2.txt
  '';

  # libxml is only copied from, so nothing in the result names it: a build-time dependency.
  curl = package "curl-8.9.0" { inherit openssl libxml; } ''
    mkdir -p $out/bin $out/lib
    cat $libxml/lib/libxml2.a | wc -l > $out/lib/metalink
    cat > $out/bin/curl <<EOF
    #!/bin/sh
    echo "curl 8.9.0 with \$(cat $openssl/lib/libssl.so.3)"
    EOF
    chmod +x $out/bin/curl
  '';

  git = package "git-2.46.0" { inherit curl; } ''
    mkdir -p $out/bin
    cat > $out/bin/git <<EOF
    #!/bin/sh
    echo "git 2.46.0, fetching with:"
    exec $curl/bin/curl
    EOF
    chmod +x $out/bin/git
  '';

  nginx = package "nginx-1.27.0" { inherit curl; } ''
    mkdir -p $out/bin
    cat > $out/bin/nginx <<EOF
    #!/bin/sh
    echo "nginx 1.27.0, checked by $curl/bin/curl"
    EOF
    chmod +x $out/bin/nginx
  '';

  python = package "python-3.12.5" { inherit glibc openssl; } ''
    mkdir -p $out/bin
    cat > $out/bin/python <<EOF
    #!/bin/sh
    echo "Python 3.12.5 on \$(cat $glibc/lib/libc.so.6), with \$(cat $openssl/lib/libssl.so.3)"
    EOF
    chmod +x $out/bin/python
  '';

  app-scanner = package "app-scanner-1.0" { inherit python git; } ''
    mkdir -p $out/bin
    cat > $out/bin/app-scanner <<EOF
    #!/bin/sh
    echo "app-scanner 1.0"
    $python/bin/python
    $git/bin/git
    EOF
    chmod +x $out/bin/app-scanner
  '';
}
