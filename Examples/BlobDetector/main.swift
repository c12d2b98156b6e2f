import Blobs
import LoopNode

// Where its Loop is, to which project it belongs and where it listens is for the environment to say: LOOP_HOST,
// LOOP_ORGANIZATION, LOOP_PROJECT, DATA_FOLDER, NODE_PORT and so on. It takes any model of the format `mocked`, which every
// Loop has in zauberzeug/demo.
let node = DetectorNode(name: "Blob Detector", modelFormat: "mocked") { model, _ in BlobDetector(model: model) }
try await node.run()
