import HandshakeAnalysis
import TLSWire
import Testing

@testable import Explanations

@Suite struct `The catalogue` {
    private let catalogue = Catalogue.shared

    @Test func `is read without a fault`() { #expect(catalogue.faults == []) }

    @Test func `names each explanation once`() {
        let names = catalogue.explanations.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `explains every alert of the registry, under its name`() {
        for code in UInt8.min...UInt8.max {
            let alert = AlertDescription(rawValue: code)
            #expect(catalogue.explanation(ofAlert: code)?.name == alert.registeredName)
        }
    }

    @Test func `explains every verdict and kind of failure`() {
        for status in Verdict.Status.allCases {
            #expect(catalogue.explanation(named: status.rawValue)?.kind == .verdict)
        }
        for kind in Failure.Kind.allCases {
            #expect(catalogue.explanation(named: kind.rawValue)?.kind == .failure)
        }
    }

    @Test func `explains every diagnosis`() {
        for code in Diagnosis.Code.allCases {
            #expect(catalogue.explanation(named: code.rawValue)?.kind == .diagnosis, "\(code.rawValue)")
        }
        let codes = Set(Diagnosis.Code.allCases.map(\.rawValue))
        for entry in catalogue.explanations where entry.kind == .diagnosis {
            #expect(codes.contains(entry.name), "\(entry.name) is no diagnosis")
        }
    }

    @Test func `says of each what it is and where it is known from`() {
        for entry in catalogue.explanations {
            #expect(!entry.title.isEmpty && entry.sources != nil, "\(entry.name)")
            #expect(!entry.title.hasSuffix("."), "\(entry.name)")
        }
    }

    @Test func `refers only to what is there`() {
        for entry in catalogue.explanations {
            for name in entry.seeAlso {
                #expect(catalogue.explanation(named: name) != nil, "\(entry.name) refers to \(name)")
                #expect(name != entry.name)
            }
        }
        let targets =
            catalogue.texts.map { ($0.words, $0.targets) }
            + catalogue.verificationErrors.map { ("\($0.key)", $0.value) }
        for (words, targets) in targets {
            for name in targets.names + (targets.namesIfClientRefused ?? []) {
                #expect(catalogue.explanation(named: name) != nil, "\(words) leads to \(name)")
            }
        }
    }

    @Test func `holds the words of every alert`() {
        let rows = CatalogueText.alertWords.contentLines.count
        #expect(AlertWords.all.count == rows)
        #expect(rows > 30)
    }
}
