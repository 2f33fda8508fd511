import Foundation
import OpsTestSupport
import Testing

@testable import OpsServer

/// Scrapes over real HTTPS: whom they trust, whom they say they are, and what becomes of it when the files change.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ScrapeEncryptionTests {
    private static func job(_ port: Int, name: String = "a", _ tls: String) -> String {
        ScrapeRig.job(port, name: name, "    scheme: https\n    tls_config: {\(tls)}")
    }

    @Test func aPrivateAuthorityIsTrustedWhereTheJobNamesIt() async throws {
        let certificates = try await TestCertificates()
        let target = try await EncryptedTarget.start(certificates.files)
        let configuration = ScrapeRig.jobs(
            Self.job(target.port, "ca_file: \(certificates.authority)"),
            Self.job(target.port, name: "strict", "insecure_skip_verify: false"),
            Self.job(target.port, name: "lax", "insecure_skip_verify: true"))
        try await ScrapeRig.with(configuration) { rig in
            try await eventually(within: .seconds(60)) { rig.value("x{job=\"a\"}") == 1 }
            try await eventually(within: .seconds(60)) { rig.value("x{job=\"lax\"}") == 1 }
            try await rig.waitForError("CERTIFICATE_VERIFY_FAILED", job: "strict")
            #expect(rig.value("up{job=\"strict\"}") == 0)
        }
        await target.stop()
    }

    @Test func aClientShowsItsCertificateAndTheOneThatTakesItsPlace() async throws {
        let certificates = try await TestCertificates()
        for (name, serial) in [("client", 2), ("next", 3)] { try await certificates.issue(name, serial: serial) }
        let path = certificates.directory.path
        let target = try await EncryptedTarget.start(certificates.files, clientsOf: certificates.authority)
        let files = "cert_file: \(path)/own.pem, key_file: \(path)/own.key"
        let configuration = ScrapeRig.jobs(
            Self.job(target.port, "ca_file: \(certificates.authority), \(files)"),
            Self.job(target.port, name: "nobody", "ca_file: \(certificates.authority)"))
        try await ScrapeRig.with(configuration) { rig in
            // The files come only after the start, and no reload is asked for.
            try await rig.waitForError("own.pem with the key \(path)/own.key cannot be used")
            for ending in ["key", "pem"] {
                try FileManager.default.copyItem(atPath: "\(path)/client.\(ending)", toPath: "\(path)/own.\(ending)")
            }
            try await eventually(within: .seconds(60)) { rig.value("x{job=\"a\"}") == 1 }
            #expect(target.requests.allSatisfy { $0.serial == [2] })
            #expect(target.requests.first?.host == "127.0.0.1:\(target.port)")
            try await eventually(within: .seconds(60)) { rig.value("up{job=\"nobody\"}") == 0 }
            for ending in ["key", "pem"] {
                try Data(contentsOf: URL(filePath: "\(path)/next.\(ending)")).write(
                    to: URL(filePath: "\(path)/own.\(ending)"))
            }
            try await eventually(within: .seconds(60)) { target.requests.last?.serial == [3] }
            try await eventually(within: .seconds(60)) { rig.value("x{job=\"a\"}") == 1 }
        }
        await target.stop()
    }

    @Test func aCertificateMayBearAnotherNameThanTheAddress() async throws {
        let certificates = try await TestCertificates()
        _ = try certificates.directory.write("names", "subjectAltName=DNS:metrics.internal\n")
        try await certificates.issue("named", serial: 4)
        let path = certificates.directory.path
        let files = TLSFiles(certificate: "\(path)/named.pem", key: "\(path)/named.key")
        let (first, second) = (try await EncryptedTarget.start(files), try await EncryptedTarget.start(files))
        let trust = "ca_file: \(certificates.authority)"
        let configuration = ScrapeRig.jobs(
            Self.job(first.port, "\(trust), server_name: metrics.internal").replacing(
                "\"127.0.0.1:\(first.port)\"",
                with: "\"127.0.0.1:\(first.port)\", \"localhost:\(second.port)\""),
            Self.job(first.port, name: "plain", trust),
            Self.job(first.port, name: "other", "\(trust), server_name: other.internal"))
        try await ScrapeRig.with(configuration) { rig in
            try await eventually(within: .seconds(60)) { rig.value("count(x{job=\"a\"})") == 2 }
            // The address is what the target is told it was asked by.
            #expect(first.requests.last?.host == "127.0.0.1:\(first.port)")
            #expect(second.requests.last?.host == "localhost:\(second.port)")
            for job in ["plain", "other"] {
                try await eventually(within: .seconds(60)) { rig.value("up{job=\"\(job)\"}") == 0 }
            }
        }
        await first.stop()
        await second.stop()
    }
}
