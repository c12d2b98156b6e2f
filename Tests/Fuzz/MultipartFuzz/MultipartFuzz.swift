import HTTP1

/// Feeds `MultipartReader` whole and in small runs and stops where the two disagree.
///
/// The first byte of the input is the length of the small runs; the rest is the body, whose boundary is `b` and whose
/// Content-Type field, for a second look, is the body's first line.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let body = input.dropFirst()
    _ = try? MultipartReader.boundary(fromContentType: body.prefix { $0 != 0x0A })
    let whole = read(body, runLength: max(1, body.count))
    let inRuns = read(body, runLength: Int(first % 16) + 1)
    precondition(whole == inRuns, "whole: \(whole), in runs: \(inRuns)")
    precondition(whole.data.count <= body.count, "more data than was sent")
    return 0
}

/// What a reader said: the data of all parts joined, the places where parts begin and end, the error.
private struct Transcript: Equatable {
    var heads: [MultipartReader.PartHead] = []
    var data: [UInt8] = []
    var dataCountAtMarks: [Int] = []
    var hasEnded = false
    var error: MultipartError?
}

private func read(_ body: ArraySlice<UInt8>, runLength: Int) -> Transcript {
    var limits = MultipartReader.Limits()
    limits.partCount = 8
    limits.headByteCount = 256
    limits.nameByteCount = 16
    limits.fileNameByteCount = 32
    var reader = MultipartReader(boundary: [0x62], limits: limits)
    var transcript = Transcript()
    do throws(MultipartError) {
        var rest = body
        while !rest.isEmpty {
            reader.receive(rest.prefix(runLength))
            rest = rest.dropFirst(runLength)
            while let event = try reader.nextEvent() {
                precondition(!transcript.hasEnded, "an event behind the end")
                switch event {
                case .part(let head):
                    transcript.heads.append(head)
                    transcript.dataCountAtMarks.append(transcript.data.count)
                case .data(let run):
                    precondition(!run.isEmpty, "an empty run")
                    transcript.data += run
                case .endOfPart: transcript.dataCountAtMarks.append(transcript.data.count)
                case .end: transcript.hasEnded = true
                }
            }
        }
        try reader.finish()
        precondition(transcript.hasEnded, "finished without an end")
    } catch {
        transcript.error = error
    }
    return transcript
}
