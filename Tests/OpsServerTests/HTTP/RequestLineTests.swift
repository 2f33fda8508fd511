import Foundation
import Logging
import OpsCore
import Testing

@testable import OpsServer

/// The one line of a request, whatever the request held.
@Suite struct RequestLineTests {
    private static let secret = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"

    private func line(
        path: String = "/valves", endpoint: String = "unmatched", id: String = "0123456789abcdef", ownID: Bool = true,
        method: String = "GET", caller: String? = nil, address: String = "10.0.0.1"
    ) throws -> (text: String, object: [String: Any]) {
        let line = RequestLine(
            requestID: id, isOwnID: ownID, method: method, path: path, endpoint: endpoint, statusCode: 404,
            microseconds: 1_234, address: address, caller: caller, tenant: caller, traceID: nil)
        let bytes = LogLine.encode(
            line, at: WallTime(milliseconds: 1_763_690_401_007), level: .info, label: "opstui")
        let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        return (String(decoding: bytes, as: UTF8.self), try #require(object))
    }

    @Test func itHasTheFieldsOfTheContract() throws {
        let (text, line) = try line(endpoint: "/valves", caller: "acme")
        #expect(
            text
                == #"{"timestamp":"2025-11-21T02:00:01.007Z","level":"info","logger":"opstui","message":"request","#
                + #""request_id":"0123456789abcdef","method":"GET","path":"/valves","status_code":404,"#
                + #""duration_ms":1.234,"endpoint":"/valves","address":"10.0.0.1","caller":"acme","tenant":"acme"}"#)
        #expect(line["status_code"] as? Int == 404 && line["duration_ms"] as? Double == 1.234)
    }

    @Test(arguments: [
        "/v1/jobs/\(secret)", "/ops_0123456789_0123456789abcdefghjkmnpqrstvwxyz", "/opskey_0123456789abcdefghjkmnp",
        "/x/sk-live-0123456789abcdef/y", "/x/%39f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "/x/%2539f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "/jane.doe%40example.org", "/jane.doe%2540example.org", "/c/4111%201111%201111%201111",
        "/c/4111111111111111", "/p/%2B49%20171%201234567", "/h/api_key=hunter2hunter2", "/h/api_key%3Dhunter2hunter2",
        "/redis://ops:hunter2hunter2@db", "/redis%3A%2F%2Fops:hunter2hunter2%40db/0",
    ])
    func noPathBringsASecretIntoTheLog(path: String) throws {
        let (text, _) = try line(path: path)
        for part in [
            Self.secret, "f8e7d6c5", "0123456789abcdef", "jane.doe", "4111", "1234567", "hunter2",
        ] where part != "0123456789abcdef" || path.contains("ops") {
            let rest = text.replacingOccurrences(of: #""request_id":"0123456789abcdef""#, with: "")
            #expect(!rest.contains(part), "\(part) of \(path): \(text)")
        }
    }

    @Test(arguments: [
        "/valves/v-101/actuate", "/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e/cancel", "/incidents/42/update",
        "/pipeline/alerts/valve-stale:v-101/resolve", "/errors/RATE_LIMIT_EXCEEDED", "/valves/inlet-north-12",
    ])
    func ordinaryPathsStay(path: String) throws {
        #expect(try line(path: path).object["path"] as? String == path)
    }

    @Test func whateverComesInTheLineIsOneJSONObject() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("\"\\\n\r\t\u{0}\u{1b}\u{7f}\u{2028}\u{202e}{}:,é%=@/ab0".unicodeScalars)
        func hostile() -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                text.append(alphabet.randomElement(using: &random) ?? "a")
            }
            return String(text)
        }
        for _ in 0..<2_000 {
            let (text, object) = try line(
                path: hostile(), id: hostile(), ownID: false, method: hostile(), caller: hostile(), address: hostile())
            #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } && object["status_code"] as? Int == 404)
        }
    }

    /// The quick look must never let through what the redactor would change.
    @Test func whatIsOrdinaryNeedsNoRedaction() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("abzAZ019._-/:=@%+ é\"".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...18, using: &random) {
                text.append(alphabet.randomElement(using: &random) ?? "a")
            }
            let string = String(text)
            if LogText.isOrdinary(string) { #expect(JSONText.quoted(LogLine.safe(string)) == "\"\(string)\"") }
        }
    }
}
