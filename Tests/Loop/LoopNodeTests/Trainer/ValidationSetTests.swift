import JSON
import Testing

@testable import LoopNode

/// The numbers are those of version 0.27.0 of the Python library.
@Suite("The validation set") struct ValidationSetTests {
    private static let wanted: Value = ["compute_validation_set": true]

    private func images(_ ids: [String], set: String = "train") -> [Value] {
        ids.map { ["id": .string($0), "set": .string(set)] }
    }

    private func validation(_ images: [Value], _ hyperparameters: Value = wanted) throws -> [String?] {
        try ValidationSet.assign(images, hyperparameters).filter { $0["set"] == "val" }.map { $0["id"]?.string }
    }

    @Test func `an image has its place by its id`() {
        #expect(ValidationSet.position(of: "a") == 0.7913742703385651)
        #expect(ValidationSet.position(of: "b") == 0.24273539101704955)
        #expect(ValidationSet.position(of: "285a92db-bc64-240d-50c2-3212d3973566") == 0.28409632109105587)
    }

    @Test func `those whose place is in the first tenth are taken`() throws {
        #expect(try validation(images((0..<30).map { "i\($0)" })) == ["i5", "i25", "i28"])
    }

    @Test func `where none is there, the first one is`() throws {
        #expect(try validation(images(["a", "b", "i7"])) == ["b"])
        #expect(try validation(images(["a", "b", "b"])) == ["b"])
    }

    @Test func `only images to learn from are taken`() throws {
        #expect(try validation(images(["i5"], set: "test") + images(["a", "i7"])) == ["i7"])
    }

    @Test func `what the Loop set apart is left alone, and so is everything where it is not asked for`() throws {
        let loops = images(["i5", "i25"]) + images(["v"], set: "val")
        #expect(try validation(loops) == ["v"])
        #expect(try validation(loops, ["compute_validation_set": "nonsense"]) == ["v"])
        #expect(try validation(images(["i5", "i25"]), [:]) == [])
        #expect(try validation(images(["i5", "i25"]), ["compute_validation_set": false]) == [])
    }

    @Test(arguments: [[], ["a"]]) func `too few images end the training`(ids: [String]) {
        let error = #expect(throws: TrainerError.self) { try validation(images(ids)) }
        #expect(
            error
                == .critical(
                    "\(ids.count) training image(s) are too few to split off a validation set, add more training images"
                ))
    }

    @Test(arguments: ["\"yes\"", "1", "null"]) func `what is neither true nor false ends the training`(text: String)
        throws
    {
        let value = try Value(parsing: text)
        let error = #expect(throws: TrainerError.self) {
            try validation(images(["a", "b"]), ["compute_validation_set": value])
        }
        #expect(error == .critical("'compute_validation_set' must be true or false, got \(value)"))
    }
}
