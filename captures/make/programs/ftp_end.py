"""A client of FTP over TLS, by Python's ftplib, that gets what is empty.

    ftp_end.py HOST PORT VERSION

Lists an empty folder and fetches an empty file, each over a data connection of its own, and says what came. Python's data
connections do not resume the session of the control connection.
"""
import ftplib
import ssl
import sys

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


class Client(ftplib.FTP_TLS):
    def makepasv(self) -> tuple[str, int]:
        host, port = super().makepasv()
        print("data port", port, flush=True)
        return host, port


def main() -> None:
    host, port, version = sys.argv[1], int(sys.argv[2]), VERSIONS[sys.argv[3]]
    context = ssl.create_default_context(cafile="pki/root.pem")
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain("pki/client-rsa.pem", "pki/client-rsa.test-only.key.pem")
    ftp = Client(context=context, timeout=10)
    print(ftp.connect(host, port), flush=True)
    print(ftp.login(), flush=True)
    print(ftp.prot_p(), flush=True)
    # An empty folder is answered with 226, or with 550 by servers that find nothing in it.
    try:
        print("listed", ftp.nlst("nothing"), flush=True)
    except ftplib.error_perm as error:
        print("listed nothing:", error, flush=True)
    pieces: list[bytes] = []
    print(ftp.retrbinary("RETR zero", pieces.append), flush=True)
    print("fetched", sum(map(len, pieces)), "bytes", flush=True)
    print(ftp.quit(), flush=True)


main()
