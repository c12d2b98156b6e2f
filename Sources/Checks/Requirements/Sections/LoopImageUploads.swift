extension Section {
    static let loopImageUploads = Section(
        number: 21, title: "Loop: uploads of images by detectors", subject: .loop,
        text: #"""
            LOOP-IM-01 MUST server
            Versions: 0.6.3 or later
            POST /api/{org}/projects/{proj}/images takes multipart/form-data of which every part is named `files`.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py;
                learning_loop_node 0.8.8 to 0.27.0, observed

            LOOP-IM-02 MUST server
            Versions: 0.6.3 or later
            An upload that was taken is answered with exactly 200.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            LOOP-IM-03 MUST server
            Versions: 0.6.3 or later
            Which part is the JSON and which the JPEG is told by the ends of the file names, `.json` and `.jpg`.
            Source: learning_loop_node 0.8.8 to 0.27.0, observed

            LOOP-IM-04 MUST server
            Versions: 0.6.3 to 0.10.9
            A part of an upload without a Content-Type is taken.
            Source: learning_loop_node 0.8.8, observed

            LOOP-IM-05 MUST server
            Versions: 0.10.10 or later
            A JSON part whose Content-Type is `text/plain; charset=utf-8` is taken as JSON.
            Source: learning_loop_node 0.10.17 to 0.27.0, observed

            LOOP-IM-06 MUST server
            Versions: 0.6.3 to 0.10.6
            `image.json` and `image.jpg` in one request are one image.
            Source: learning_loop_node 0.8.8, detector/outbox.py; learning_loop_node 0.8.8, observed

            LOOP-IM-07 MUST server
            Versions: 0.10.7 to 0.13.2
            In a request of n parts `image.json` followed by n parts `image.jpg` the parts belong together in their
            order.
            Source: learning_loop_node 0.10.17, detector/outbox.py; learning_loop_node 0.10.17, observed

            LOOP-IM-08 MUST server
            Versions: 0.13.3 or later
            In a request of several images the parts `image_<id>.json` and `image_<id>.jpg` belong together.
            Source: learning_loop_node 0.13.7, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py;
                learning_loop_node 0.13.7 to 0.27.0, observed

            LOOP-IM-09 MUST server
            Versions: 0.13.3 or later
            Parts belong together when the colons in their file names are percent-encoded, too.
            Source: learning_loop_node 0.13.7 to 0.27.0, observed

            LOOP-IM-10 MUST server
            Versions: 0.10.7 or later
            20 images in one request are taken.
            Source: learning_loop_node 0.10.17, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            LOOP-IM-11 MUST server
            Versions: 0.8.0 or later
            An upload is answered within 30 seconds.
            Source: learning_loop_node 0.27.0, detector/outbox.py

            LOOP-IM-12 SHOULD server
            Versions: 0.6.3 or later
            A request that follows the one before at once is taken as well.
            Source: learning_loop_node 0.20.1, tests/detector/test_outbox.py

            LOOP-IM-13 MUST server
            Versions: 0.6.3 or later
            Members of the JSON part that the Loop does not know are ignored.
            Source: learning_loop_node 0.8.8 to 0.27.0, observed

            LOOP-IM-14 MUST server
            Versions: 0.6.3 to 0.7.5
            A JSON part without `tags` is taken.
            Source: learning_loop_node 0.6.9, detector/detections.py; learning_loop_node 0.6.9 to 0.7.4, observed

            LOOP-IM-15 MUST server
            Versions: 0.6.3 to 0.7.5
            A JSON part without `date` is taken.
            Source: learning_loop_node 0.6.9, detector/detections.py; learning_loop_node 0.6.9 to 0.7.4, observed

            LOOP-IM-16 SHOULD server
            A JSON part without `point_detections` is taken.
            Source: tkdnn_detection_node (library 0.6.1)

            LOOP-IM-17 MUST server
            Versions: 0.7.17 or later
            A segmentation detection whose `shape` is a string "x,y,x,y" is taken.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-IM-18 MUST server
            Versions: 0.7.46 or later
            `classification_detections` are taken.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.27.0,
                data_classes/detections.py

            LOOP-IM-19 MUST server
            Versions: 0.7.1 or later
            A detection whose `category_id` is an empty string is taken.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-IM-20 MUST server
            Versions: 0.8.1 or later
            A detection whose `category_id` is null is taken.
            Source: learning_loop_node 0.27.0, data_classes/detections.py

            LOOP-IM-21 MUST server
            Versions: 0.8.3 or later
            A point detection at a fraction of a pixel is taken.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.27.0,
                data_classes/detections.py

            LOOP-IM-22 MUST server
            Versions: 0.8.0 to 0.10.12
            `image_id` with null is taken.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.8.8, observed

            LOOP-IM-23 SHOULD server
            Versions: 0.7.6 to 0.11.0
            `date` is the time of the image.
            Source: learning_loop_node 0.8.8, data_classes/detections.py

            LOOP-IM-24 SHOULD server
            Versions: 0.11.1 or later
            `created` is the time of the image.
            Source: learning_loop_node 0.13.7, data_classes/image_metadata.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py

            LOOP-IM-25 MUST server
            Versions: 0.7.6 or later
            A time with an underscore between date and time of day is taken.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py

            LOOP-IM-26 MUST server
            Versions: 0.17.0 or later
            A `created` that is null is taken.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.17.2 to 0.27.0, observed

            LOOP-IM-27 MUST server
            Versions: 0.17.0 or later
            A `source` that is null is taken.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.17.2 to 0.27.0, observed

            LOOP-IM-28 MUST server
            Versions: 0.17.0 or later
            `box_annotations` are taken.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            LOOP-IM-29 MUST server
            Versions: 0.17.0 or later
            `point_annotations` are taken.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            LOOP-IM-30 MUST server
            Versions: 0.17.0 or later
            A `classification_annotation` is taken.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            LOOP-IM-31 MUST server
            Versions: 0.17.0 or later
            A `classification_annotation` that is null is taken.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            LOOP-IM-32 SHOULD server
            Versions: 0.6.3 or later
            The tags of an upload become tags of the image.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-IM-33 SHOULD server
            Versions: 0.6.3 or later
            An image that names no state is in state inbox afterwards.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-IM-34 SHOULD server
            Versions: 0.23.0 or later
            An image whose `state` is backlog, inbox, annotate, review, complete or trash is in that state afterwards.
            Source: learning_loop_node 0.27.0, README.md; rosys 0.37.0, rosys/vision/detector.py

            LOOP-IM-35 MUST server
            Versions: 0.6.3 or later
            An upload with something that is no JPEG or no such JSON is answered with 422.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py

            LOOP-IM-36 SHOULD server
            Versions: 0.10.7 or later
            A request that is answered with 422 leaves none of its images behind.
            Source: learning_loop_node 0.27.0, detector/outbox.py, inferred
            """#)
}
