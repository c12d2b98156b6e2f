extension Section {
    static let detectorSocketIO = Section(
        number: 29, title: "Detector: Socket.IO", subject: .detector,
        text: #"""
            DET-SI-01 MUST server
            Socket.IO is served by the detector itself at `/ws/socket.io/`.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; rosys 0.37.0, rosys/vision/detector_hardware.py

            DET-SI-02 MUST server
            A client can connect without credentials.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-SI-03 MUST server
            A client that connects on HTTP long-polling gets upgraded to WebSocket.
            Source: learning_loop_node 0.20.1, mock_detector/app_code/tests/conftest.py; tkdnn_detection_node (library
                0.6.1)

            DET-SI-04 MUST server
            Versions: 0.13.3 or earlier
            A message of 1 000 000 bytes is taken.
            Source: learning_loop_node 0.8.8, detector/detector_node.py, inferred

            DET-SI-05 MUST server
            Versions: 0.13.4 to 0.18.1
            A message of 20 000 000 bytes is taken.
            Source: learning_loop_node 0.13.7, detector/detector_node.py

            DET-SI-06 MUST server
            Versions: 0.18.2 or later
            A message of 67 108 864 bytes is taken.
            Source: learning_loop_node 0.18.5, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-07 SHOULD server
            A message that is larger than the limit closes the connection.
            Source: learning_loop_node 0.27.0, detector/detector_node.py, inferred

            DET-SI-08 MUST server
            Versions: 0.6.2 to 0.17.2
            `image` of `detect` is taken as the bytes of a JPEG.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.17.2,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.17.2, observed

            DET-SI-09 MUST server
            Versions: 0.18.0 or later
            `image` of `detect` is taken as an object of `bytes`, `dtype` and `shape`, the pixels row by row.
            Source: learning_loop_node 0.18.5, detector/detector_node.py; learning_loop_node 0.27.0, helpers/misc.py;
                learning_loop_node 0.27.0, observed

            DET-SI-10 SHOULD server
            Versions: 0.18.0 or later
            `image` of `detect` as plain bytes is acknowledged with an error.
            Source: learning_loop_node 0.18.5, detector/detector_node.py; learning_loop_node 0.27.0, observed

            DET-SI-11 MUST server
            Versions: 0.26.0 or later
            `image` of `detect` is taken as an object of `bytes` and `format` jpeg.
            Source: learning_loop_node 0.27.0, helpers/misc.py

            DET-SI-12 SHOULD server
            Versions: 0.26.0 or later
            An image object of another `format` than raw or jpeg is acknowledged with an error.
            Source: learning_loop_node 0.27.0, helpers/misc.py

            DET-SI-13 MUST server
            Versions: 0.6.2 or later
            `detect` is acknowledged with an object of the same members as the answer to POST /detect.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-SI-14 MUST server
            Versions: 0.7.15 to 0.16.1
            The camera of `detect` is named by `camera-id` or `mac`.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.16.1,
                detector/detector_node.py

            DET-SI-15 MUST server
            Versions: 0.17.0 or later
            The camera of `detect` is named by `camera_id`.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-16 MUST server
            Versions: 0.6.2 or later
            `detect` takes `tags`, an array of strings.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-17 MUST server
            Versions: 0.7.15 or later
            `detect` takes `autoupload` with the meaning that it has in POST /detect.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-18 SHOULD server
            Versions: 0.7.15 or later
            `detect` with an unknown `autoupload` is acknowledged with the result.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-19 SHOULD server
            Versions: 0.7.15 or later
            The image of a `detect` with an unknown `autoupload` does not go to the outbox.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-20 SHOULD server
            Versions: 0.10.13 or later
            `source` of `detect` is stored with the image.
            Source: learning_loop_node 0.10.17, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-21 SHOULD server
            Versions: 0.11.0 or later
            `creation_date` of `detect` is stored with the image.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-22 MUST server
            Versions: 0.8.0 or later
            What fails in `detect` is acknowledged with an object that has `error`, a string.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-SI-23 SHOULD server
            Versions: 0.18.0 or later
            The error of an image that cannot be read is "could not parse image from data".
            Source: learning_loop_node 0.18.5, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-24 SHOULD server
            Versions: 0.8.0 to 0.18.5
            The error of `detect` without a model is "no model loaded".
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.18.5,
                detector/detector_node.py

            DET-SI-25 SHOULD server
            Versions: 0.19.0 or later
            The error of `detect` before a model is loaded is "detector not yet initialized".
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            DET-SI-26 SHOULD server
            Versions: 0.18.0 or later
            `detect` without `image` is acknowledged with an error.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; learning_loop_node 0.27.0, observed

            DET-SI-27 MUST server
            Versions: 0.15.0 or later
            `batch_detect` takes `images`, an array of what `detect` takes as `image`.
            Source: learning_loop_node 0.15.0, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-28 MUST server
            Versions: 0.15.0 or later
            `batch_detect` is acknowledged with `items`, one result for each image.
            Source: learning_loop_node 0.15.0, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-29 MUST server
            Versions: 0.15.0 or later
            `items` have the order of `images`.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-30 SHOULD server
            Versions: 0.18.0 or later
            The error of a batch that cannot be read is "could not parse images from data".
            Source: learning_loop_node 0.18.5, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-31 MUST server
            Versions: 0.6.4 or later
            `upload` puts its `image` into the outbox.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-32 SHOULD server
            Versions: 0.6.4 or later
            An image of `upload` has the tag picked_by_system in addition to its own.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-33 SHOULD server
            Versions: 0.8.4 to 0.13.7
            `upload` that succeeded is acknowledged with null.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.13.7,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.13.7, observed

            DET-SI-34 MUST server
            Versions: 0.14.0 or later
            `upload` that succeeded is acknowledged with `{"status": "OK"}`.
            Source: learning_loop_node 0.15.0, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; learning_loop_node 0.17.2 to 0.27.0, observed

            DET-SI-35 MUST server
            Versions: 0.8.4 to 0.16.1
            `detections` of `upload`, an object of arrays, are stored with the image.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.16.1,
                detector/detector_node.py

            DET-SI-36 MUST server
            Versions: 0.8.4 to 0.16.1
            `tags` of `upload` are stored with the image.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.16.1,
                detector/detector_node.py

            DET-SI-37 MUST server
            Versions: 0.17.0 or later
            The detections in `metadata` of `upload` are stored with the image.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-38 MUST server
            Versions: 0.17.0 or later
            The annotations in `metadata` of `upload` are stored with the image.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-39 MUST server
            Versions: 0.17.0 or later
            `tags` in `metadata` of `upload` are stored with the image.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-40 MUST server
            Versions: 0.17.0 or later
            `source` in `metadata` of `upload` is stored with the image.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-41 MUST server
            Versions: 0.17.0 or later
            `created` in `metadata` of `upload` is stored with the image.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-42 SHOULD server
            Versions: 0.17.0 or later
            `detections` and `tags` beside `metadata` in `upload` are ignored without an error.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-43 SHOULD server
            Versions: 0.17.0 or later
            Unknown members of `metadata`, as `creation_date`, are ignored without an error.
            Source: learning_loop_node 0.27.0, data_classes/image_metadata.py; rosys 0.35.0,
                rosys/vision/detector_hardware.py, inconsistent

            DET-SI-44 MUST server
            Versions: 0.23.0 or later
            `state` in `metadata` goes to the Loop with the image.
            Source: learning_loop_node 0.23.0, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-45 SHOULD server
            Versions: 0.8.4 or later
            The `category_id` of an uploaded detection is that of the category of this name in the loaded model.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-46 SHOULD server
            Versions: 0.8.4 or later
            An uploaded detection whose category the model does not know is kept with an empty `category_id`.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-47 SHOULD server
            Versions: 0.17.0 or later
            While no model is loaded an uploaded detection keeps the `category_id` that it has.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-48 SHOULD server
            Versions: 0.8.4 or later
            `upload` with a box at a fraction of a pixel is acknowledged with an error.
            Source: learning_loop_node 0.27.0, data_classes/detections.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-SI-49 SHOULD server
            Versions: 0.14.0 or later
            `upload` with `upload_priority` true puts the image into the priority queue.
            Source: learning_loop_node 0.15.0, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-50 MUST server
            Versions: 0.6.2 or later
            `info` is acknowledged with the loaded model's `model.json`.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-SI-51 SHOULD server
            Versions: 0.6.2 to 0.12.1
            `info` without a model is acknowledged with the string "No model loaded".
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.12.1,
                detector/detector_node.py

            DET-SI-52 SHOULD server
            Versions: 0.13.0 or later
            `info` without a model is acknowledged with `{"status": "No model loaded"}`.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-53 MUST server
            Versions: 0.13.0 or later
            `about` is acknowledged with the object of GET /about.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-54 MUST server
            Versions: 0.13.0 or later
            `get_model_version` is acknowledged with the object of GET /model_version.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-55 MUST server
            Versions: 0.13.0 or later
            `set_model_version_mode` that succeeded is acknowledged with `{"status": "OK"}`.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-56 MUST server
            Versions: 0.13.0 or later
            `set_model_version_mode` that failed is acknowledged with an object that has `error`.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-57 MUST server
            Versions: 0.13.0 or later
            `get_outbox_mode` is acknowledged with `outbox_mode`: continuous_upload or stopped.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-58 MUST server
            Versions: 0.13.0 or later
            `set_outbox_mode` that succeeded is acknowledged with `{"status": "OK"}`.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-SI-59 MUST server
            Versions: 0.13.0 or later
            `set_outbox_mode` with an unknown mode is acknowledged with an object that has `error`.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-SI-60 MAY server
            An event that the detector does not know may go without an acknowledgement.
            Source: learning_loop_node 0.8.8 to 0.27.0, observed; rosys 0.37.0, rosys/vision/detector_hardware.py
            """#)
}
