import HTTPClient
import TestSupport
import Testing

@Suite("HTTP server: libcurl", .timeLimit(.minutes(5)))
struct RealClientTests {
    @Test(arguments: [0, 1, 5 << 20])
    func `what is uploaded is downloaded byte for byte, by many at a time`(byteCount: Int) async throws {
        let body = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await TestServer.run(.echo) { _, port in
            let client = Client()
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        let request = Request(
                            method: "POST", url: "http://127.0.0.1:\(port)/", body: .bytes(body))
                        let response = try await client.perform(request)
                        #expect(response.status == 200)
                        #expect(response.body == body)
                    }
                }
                try await group.waitForAll()
            }
            await client.close()
        }
    }
}
