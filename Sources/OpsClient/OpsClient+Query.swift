import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OpsCore

extension OpsClient {
    /// Asks Prometheus' read API of the server, whose errors are Prometheus' own: the answer's body, whatever its status.
    ///
    /// - Parameters:
    ///   - endpoint: `query` or `query_range`.
    ///   - form: its parameters.
    /// - Throws: `refused` where the server's own rules (keys, limits) refuse it.
    public func query(
        _ endpoint: String, _ form: [(String, String)], timeout: Duration = .seconds(60)
    ) async throws(OpsClientError) -> [UInt8] {
        var request = request(.POST, "/api/v1/\(endpoint)")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        let text = form.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }.joined(separator: "&")
        request.body = .bytes(ByteBuffer(string: text))
        let answer: (response: HTTPClientResponse, bytes: [UInt8])
        do {
            answer = try await whole(request, within: timeout)
        } catch {
            throw .unreachable(Self.reason(error, at: self.endpoint))
        }
        if answer.response.headers.first(name: "content-type")?.hasPrefix("application/problem+json") ?? false {
            do {
                try Self.check(answer.response, answer.bytes, method: .POST, path: "/api/v1/\(endpoint)")
            } catch let refusal as OpsClientError {
                throw refusal
            } catch {
                throw .malformed("\(error)")
            }
        }
        return answer.bytes
    }
}
