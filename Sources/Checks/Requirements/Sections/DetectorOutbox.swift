extension Section {
    static let detectorOutbox = Section(
        number: 30, title: "Detector: outbox", subject: .detector,
        text: #"""
            DET-OB-01 MUST client
            Versions: 0.6.3 or later
            An image is uploaded by POST /api/{org}/projects/{proj}/images with one JSON part and one JPEG part, both
            named `files`.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py;
                learning_loop_node 0.8.8 to 0.27.0, observed

            DET-OB-02 MUST client
            Versions: 0.10.7 or later
            At most 20 images are in one upload.
            Source: learning_loop_node 0.10.17, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-03 MUST client
            Versions: 0.13.3 or later
            The parts of one image have the file names `image_<id>.json` and `image_<id>.jpg`.
            Source: learning_loop_node 0.13.7, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py;
                learning_loop_node 0.13.7 to 0.27.0, observed

            DET-OB-04 SHOULD client
            Versions: 0.13.3 or later
            The JPEG part of an image follows its JSON part.
            Source: learning_loop_node 0.13.7 to 0.27.0, observed

            DET-OB-05 MUST client
            Versions: 0.6.3 or later
            The upload has no credentials.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py;
                learning_loop_node 0.8.8 to 0.27.0, observed

            DET-OB-06 MUST client
            Versions: 0.17.0 or later
            The JSON has the arrays of detections and of annotations, `tags`, `created` and `source`.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            DET-OB-07 SHOULD client
            Versions: 0.26.0 or later
            A JPEG that came as JPEG is uploaded byte by byte as it came.
            Source: learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-08 MUST client
            Versions: 0.18.0 or later
            An image that came as pixels is uploaded as a JPEG.
            Source: learning_loop_node 0.18.5, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-09 MUST client
            Versions: 0.6.3 or later
            Images are deleted from the outbox after an answer 200.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-10 MUST client
            Versions: 0.6.3 or later
            A single image that is answered with 422 is not sent again.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-11 MUST client
            Versions: 0.10.7 or later
            Several images that are answered with 422 are sent again in two halves.
            Source: learning_loop_node 0.10.17, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-12 MUST client
            Versions: 0.6.3 or later
            After an answer 429 the images are kept and sent again.
            Source: learning_loop_node 0.8.8, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-13 MUST client
            Versions: 0.6.3 or later
            After an answer of the 500s the images are kept and sent again.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-14 MUST client
            Versions: 0.6.3 or later
            While the Loop cannot be reached images are kept and sent later.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-15 SHOULD client
            Versions: 0.8.0 or later
            An upload that is not answered within 30 seconds is given up and sent again.
            Source: learning_loop_node 0.8.8, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-16 SHOULD client
            Versions: 0.14.0 or later
            An upload is sent at most every 5 seconds, unless it repeats halves.
            Source: learning_loop_node 0.15.0, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-17 MUST client
            Versions: 0.14.0 or later
            Images of the priority queue are sent before the others, the oldest first.
            Source: learning_loop_node 0.15.0, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-18 SHOULD client
            Versions: 0.14.0 or later
            Images of the normal queue are sent newest first.
            Source: learning_loop_node 0.15.0, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-19 SHOULD client
            Versions: 0.14.0 or later
            The normal queue has at most 1000 images, beyond which the oldest is deleted.
            Source: learning_loop_node 0.15.0, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-20 SHOULD client
            Versions: 0.14.0 or later
            The priority queue has no limit.
            Source: learning_loop_node 0.15.0, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-21 SHOULD client
            Versions: 0.24.0 or later
            `MAX_OUTBOX_SIZE` sets the limit of the normal queue.
            Source: learning_loop_node 0.25.0, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-22 MUST client
            Versions: 0.6.3 or later
            What is in the outbox when a detector ends is sent after it has started again.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-23 SHOULD client
            Versions: 0.6.3 or later
            An image appears in the outbox whole or not at all.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-24 MUST server
            Versions: 0.10.7 or later
            GET /outbox_mode is answered with continuous_upload or stopped as plain text.
            Source: learning_loop_node 0.10.17, detector/rest/outbox_mode.py; learning_loop_node 0.27.0,
                detector/rest/outbox_mode.py; field_friend 4508dbf9, field_friend/vision/detector_hardware.py

            DET-OB-25 MUST server
            Versions: 0.10.7 or later
            PUT /outbox_mode takes continuous_upload or stopped as plain text and is answered with 200.
            Source: learning_loop_node 0.10.17, detector/rest/outbox_mode.py; learning_loop_node 0.27.0,
                detector/rest/outbox_mode.py; field_friend 4508dbf9, field_friend/vision/detector_hardware.py

            DET-OB-26 SHOULD server
            Versions: 0.10.7 or later
            PUT /outbox_mode with any other text is answered with 422.
            Source: learning_loop_node 0.10.17, detector/rest/outbox_mode.py; learning_loop_node 0.27.0,
                detector/rest/outbox_mode.py

            DET-OB-27 MAY server
            Versions: 0.10.7 or later
            PUT /outbox_mode with stopped may be answered with 202 while an upload has not ended.
            Source: learning_loop_node 0.10.17, detector/rest/outbox_mode.py; learning_loop_node 0.27.0,
                detector/rest/outbox_mode.py

            DET-OB-28 MUST client
            Versions: 0.10.7 or later
            Nothing is uploaded in mode stopped.
            Source: learning_loop_node 0.10.17, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-29 MUST client
            Versions: 0.10.7 or later
            What came in mode stopped is uploaded in mode continuous_upload.
            Source: learning_loop_node 0.10.17, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            DET-OB-30 SHOULD client
            Versions: 0.10.7 or later
            A detector starts in mode continuous_upload, whatever it was in before.
            Source: learning_loop_node 0.10.17, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py
            """#)
}
