import Foundation
import Logging
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// TLS and HTTP/2, driven by curl and openssl.
@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    /// A server with a certificate of the test's own authority.
    private func withTLS(
        limits: HTTPLimits = HTTPLimits(), _ body: (Edge, TestCertificates, TLSCertificate) async throws -> Void
    ) async throws {
        let certificates = try await TestCertificates()
        let certificate = try TLSCertificate(certificates.files)
        try await withEdge(limits: limits, certificate: certificate) { try await body($0, certificates, certificate) }
    }

    private func curl(_ arguments: [String], _ edge: Edge, _ certificates: TestCertificates) async throws -> String {
        let command =
            ["curl", "-sS", "--max-time", "60", "--cacert", certificates.authority] + arguments
        return try await Tool.run(command, in: edge.directory.path).output
    }

    @Test(arguments: [("--http2", "HTTP/2 200"), ("--http1.1", "HTTP/1.1 200 OK"), ("--no-alpn", "HTTP/1.1 200 OK")])
    func bothVersionsAreSpoken(option: String, line: String) async throws {
        try await withTLS { edge, certificates, _ in
            let text = try await curl([option, "-i", "https://localhost:\(edge.port)/livez"], edge, certificates)
            #expect(text.hasPrefix(line), "\(text)")
            #expect(text.lowercased().contains("strict-transport-security: max-age=31536000"))
            #expect(text.lowercased().contains("x-request-id"))
        }
    }

    @Test func problemsAndBodiesWorkInHTTP2() async throws {
        try await withTLS { edge, certificates, _ in
            let base = "https://localhost:\(edge.port)"
            let missing = try await curl(["--http2", "-i", "\(base)/nowhere"], edge, certificates)
            #expect(missing.hasPrefix("HTTP/2 404") && missing.contains("RESOURCE_NOT_FOUND"))
            let update = [
                "--http2", "-w", " %{http_version} %{http_code}", "-H", "x-api-key: operator-key", "-H",
                "content-type: application/json",
            ]
            let good = try await curl(
                update + ["-d", "{\"note\":\"n\"}", "\(base)/incidents/1/update"], edge, certificates)
            #expect(good.hasSuffix(" 2 200"), "\(good)")
            let large = try edge.directory.write("large", String(repeating: "n", count: 3_000_000))
            let refused = try await curl(
                update + ["--data-binary", "@\(large)", "\(base)/incidents/1/update"], edge, certificates)
            #expect(refused.contains("VALIDATION_FAILED") && refused.hasSuffix(" 2 422"), "\(refused)")
            let header = "x-large: " + String(repeating: "y", count: 30_000)
            let tooLarge = try await curl(["--http2", "-i", "-H", header, "\(base)/livez"], edge, certificates)
            #expect(!tooLarge.contains("HTTP/2 200"))
            let after = try await curl(["--http2", "-i", "\(base)/livez"], edge, certificates)
            #expect(after.hasPrefix("HTTP/2 200"))
        }
    }

    @Test func manyStreamsShareAConnection() async throws {
        try await withTLS { edge, certificates, _ in
            let url = "https://localhost:\(edge.port)/livez?n=[1-50]"
            let text = try await curl(
                ["--http2", "--parallel", "-o", "/dev/null", "-w", "%{http_code} ", url], edge, certificates)
            #expect(text.components(separatedBy: "200 ").count == 51, "\(text)")
        }
    }

    @Test(arguments: ["-tls1", "-tls1_1"])
    func oldVersionsAreRefused(option: String) async throws {
        try await withTLS { edge, _, _ in
            let result = try await Tool.run(
                ["openssl", "s_client", option, "-cipher", "ALL:@SECLEVEL=0", "-connect", "127.0.0.1:\(edge.port)"],
                in: edge.directory.path)
            #expect(result.status != 0 && result.output.contains("protocol version"), "\(result.output)")
        }
    }

    @Test func plainTextOnTheTLSPortGetsNothing() async throws {
        try await withTLS { edge, _, _ in
            let connection = try await RawConnection(port: edge.port)
            await connection.send("GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n")
            let text = await connection.readToEnd()
            #expect(connection.wasClosed && !text.contains("HTTP/1.1"))
        }
    }

    @Test func aHandshakeThatDoesNotComeIsNotAwaited() async throws {
        var limits = HTTPLimits()
        limits.header = .milliseconds(300)
        try await withTLS(limits: limits) { edge, _, _ in
            let connection = try await RawConnection(port: edge.port)
            #expect(await connection.readToEnd().isEmpty && connection.wasClosed)
        }
    }

    @Test func aNewPairIsTakenAndABadOneIsNot() async throws {
        try await withTLS { edge, certificates, certificate in
            func serial() async throws -> String {
                let result = try await Tool.run(
                    [
                        "sh", "-c",
                        "openssl s_client -connect 127.0.0.1:\(edge.port) </dev/null 2>/dev/null"
                            + " | openssl x509 -noout -serial",
                    ], in: edge.directory.path)
                return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            #expect(try await serial() == "serial=01")
            try await certificates.issue("second", serial: 2)
            try certificates.install("second")
            try certificate.reload()
            #expect(try await serial() == "serial=02")
            _ = try certificates.directory.write("server.pem", "nothing of use")
            #expect(throws: TLSCertificate.Failure.self) { try certificate.reload() }
            #expect(try await serial() == "serial=02")
        }
    }

    @Test func aPairThatCannotBeUsedIsNamed() async throws {
        let certificates = try await TestCertificates()
        try await certificates.issue("other", serial: 3)
        let path = certificates.directory.path
        func reason(_ certificate: String, _ key: String) -> String {
            let files = TLSFiles(certificate: "\(path)/\(certificate)", key: "\(path)/\(key)")
            do {
                _ = try TLSCertificate(files)
                return ""
            } catch { return "\(error)" }
        }
        #expect(reason("server.pem", "server.key").isEmpty)
        #expect(reason("server.pem", "other.key").contains("does not go with the key"))
        #expect(reason("none.pem", "server.key").contains("cannot be read"))
        #expect(reason("server.key", "server.key").contains("no certificate"))
        #expect(reason("server.pem", "server.pem").isEmpty == false)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(path)/server.key")
        #expect(reason("server.pem", "server.key").contains("others may read it"))
    }
}
