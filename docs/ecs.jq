# Turns the connections of `mtlscope --format ndjson` into documents of the Elastic Common Schema; docs/ecs.md says which key becomes
# which field.
#
#   mtlscope --format ndjson capture.pcapng | jq -c -f ecs.jq

def without_nulls:
  if type == "object" then with_entries(.value |= without_nulls) | with_entries(select(.value != null and .value != {}))
  else . end;

# An end of a connection: of IP, or of a link such as 802.1X, which has hardware addresses.
def one_end:
  if .port == null then {address, mac: (.address | ascii_upcase | gsub(":"; "-"))}
  else {address, ip: .address, port} end;

def certificate:
  if . == null then null else {
    subject, issuer, not_before, not_after,
    hash: {sha256: (.fingerprint_sha256 | ascii_upcase)},
    x509: {
      subject: {distinguished_name: .subject},
      issuer: {distinguished_name: .issuer},
      serial_number: (.serial_number | if . == null then null else ascii_upcase end),
      not_before, not_after,
      version_number: (.version | if . == null then null else tostring end),
      alternative_names: [(.subject_alternative_names // [])[] | sub("^(DNS|IP|URI|EMAIL):"; "")],
      signature_algorithm,
      public_key_algorithm: (.public_key | if . == null then null else split(" ")[0] end)
    }
  } end;

def own: if . == null then null else (.chain // [])[0] end;

def established:
  .mutual_auth as $verdict
  | if $verdict.status == "failed" then ($verdict.failure.kind | endswith("_by_application"))
    elif $verdict.status == "incomplete" then false
    elif $verdict.status == "undetermined" then null
    else true end;

select(.type == "connection")
| . as $record
| (.tls.version // "" | split(" ")) as $version
| ([.diagnoses[] | select(.severity == "error")][0]) as $cause
| {
    "@timestamp": .start_time,
    ecs: {version: "8.11.0"},
    event: {
      kind: "event", category: ["network"],
      type: ["connection", if .mutual_auth.status == "failed" then "denied" else "allowed" end],
      outcome: (if .mutual_auth.status == "failed" then "failure"
                elif .mutual_auth.status | IN("incomplete", "undetermined") then "unknown"
                else "success" end),
      start: .start_time, end: .end_time,
      id: (if .run then "\(.run)-\(.id)" else null end),
      sequence,
      code: ($cause.code // .mutual_auth.failure.kind?),
      reason: $cause.summary
    },
    network: {
      transport: (if .transport == "quic" then "udp" elif .transport == "eap" then null else .transport end),
      type: (if .client.port == null then null elif .client.address | contains(":") then "ipv6" else "ipv4" end),
      protocol: (if .transport == "quic" then "quic" else ($version[0] // "tls" | ascii_downcase) end),
      community_id
    },
    client: (.client | one_end), source: (.client | one_end),
    server: (.server | one_end),
    destination: ((.server | one_end) + {domain: .tls.server_name}),
    tls: {
      version: $version[1], version_protocol: ($version[0] // null | if . == null then null else ascii_downcase end),
      cipher: .tls.cipher_suite,
      next_protocol: .tls.application_protocol,
      resumed: .mutual_auth.resumed,
      established: established,
      client: ((.client_certificate | own | certificate) // {} | . + {server_name: $record.tls.server_name}),
      server: (.server_certificate | own | certificate)
    },
    observer: {
      product: "mtlscope", type: "network",
      name: .sensor,
      ingress: {interface: {name: .interface}}
    },
    related: {
      ip: (if .client.port == null then null else [.client.address, .server.address] | unique end),
      hosts: (if .tls.server_name then [.tls.server_name] else null end),
      hash: ([.client_certificate, .server_certificate | own | .fingerprint_sha256? | select(. != null) | ascii_upcase]
             | if . == [] then null else . end)
    },
    mtlscope: {
      status: .mutual_auth.status, basis: .mutual_auth.basis, confidence: .mutual_auth.confidence,
      failure_kind: .mutual_auth.failure.kind?,
      alert: .mutual_auth.failure.alert.name?, alert_sender: .mutual_auth.failure.alert.sender?,
      closed_by: .mutual_auth.failure.closed_by?,
      client_certificate_requested: (.certificate_request != null),
      diagnoses: [.diagnoses[].code],
      remedy: $cause.remedy,
      first_frame: .frames.first
    }
  }
| without_nulls
