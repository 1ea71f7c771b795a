# A TLS client by IO::Socket::SSL that says what it sees: perl perl-client.pl HOST PORT VERSION CERTIFICATE|- NAME [CA]
# Its secrets go to keys.log.
use strict;
use warnings;
use IO::Socket::SSL;

my ($host, $port, $version, $certificate, $name, $ca) = @ARGV;
$| = 1;
my %identity;
if ($certificate ne '-') {
    %identity = (SSL_cert_file => "pki/$certificate.pem", SSL_key_file => "pki/$certificate.test-only.key.pem");
}
sub log_keys {
    my ($context) = @_;
    Net::SSLeay::CTX_set_keylog_callback($context, sub {
        open(my $file, '>>', 'keys.log') or return;
        print $file "$_[1]\n";
        close($file);
    });
}
my $socket = IO::Socket::SSL->new(
    SSL_create_ctx_callback => \&log_keys,
    PeerAddr => $host, PeerPort => $port, SSL_version => $version, SSL_hostname => $name,
    SSL_ca_file => 'pki/' . ($ca || 'root') . '.pem', SSL_verify_mode => SSL_VERIFY_PEER,
    SSL_verifycn_scheme => 'http', SSL_verifycn_name => $name, %identity,
);
if (!$socket) {
    print "error $SSL_ERROR\n";
    exit 2;
}
print 'connected ' . $socket->get_sslversion . "\n";
print $socket "hello\n";
my $count = sysread($socket, my $answer, 100);
print $count ? "client heard: $answer" : 'error ' . Net::SSLeay::ERR_error_string(Net::SSLeay::ERR_peek_error()) . "\n";
exit($count ? 0 : 3);
