/* The least that a program on libpcap can do: take every packet and look at its lengths. */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv) {
    char message[PCAP_ERRBUF_SIZE];
    if (argc != 2) return 64;
    pcap_t *capture = pcap_open_offline(argv[1], message);
    if (capture == NULL) {
        fprintf(stderr, "%s\n", message);
        return 66;
    }
    struct pcap_pkthdr *header;
    const u_char *bytes;
    unsigned long packets = 0, total = 0;
    while (pcap_next_ex(capture, &header, &bytes) == 1) {
        packets++;
        total += header->caplen;
    }
    printf("%lu packets, %lu bytes\n", packets, total);
    pcap_close(capture);
    return 0;
}
