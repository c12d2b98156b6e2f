extension Section {
    static let detectorREST = Section(
        number: 28, title: "Detector: detections and uploads over REST", subject: .detector,
        text: #"""
            DET-RS-01 MUST server
            POST /detect takes an image as the part `file` of multipart/form-data and is answered with 200 and a JSON
            object.
            Source: learning_loop_node 0.6.9, detector/rest/detect.py; learning_loop_node 0.27.0,
                detector/rest/detect.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-02 MUST server
            POST /detect without `file` is answered with 422.
            Source: learning_loop_node 0.27.0, detector/rest/detect.py; learning_loop_node 0.17.2 to 0.27.0, observed

            DET-RS-03 MUST server
            Versions: 0.6.1 to 0.7.14
            POST /detect without the field `mac` is answered with 422.
            Source: learning_loop_node 0.6.9, detector/rest/detect.py

            DET-RS-04 MUST server
            Versions: 0.7.15 or later
            POST /detect is answered without any field that names a camera.
            Source: learning_loop_node 0.7.30, detector/rest/detect.py; learning_loop_node 0.27.0,
                detector/rest/detect.py

            DET-RS-05 MUST server
            The result has `box_detections`, an array.
            Source: learning_loop_node 0.6.9, detector/detections.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-06 MUST server
            The result has `point_detections`, an array.
            Source: learning_loop_node 0.6.9, detector/detections.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-07 MUST server
            Versions: 0.7.17 or later
            The result has `segmentation_detections`, an array.
            Source: learning_loop_node 0.7.30, detector/detections.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-08 MUST server
            Versions: 0.7.46 or later
            The result has `classification_detections`, an array.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-09 MUST server
            A detection has `category_name`, a string.
            Source: learning_loop_node 0.27.0, data_classes/detections.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-RS-10 MUST server
            A detection has `model_name`, the version of the model.
            Source: learning_loop_node 0.27.0, data_classes/detections.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-RS-11 MUST server
            A detection has `confidence`, a number from 0 to 1.
            Source: learning_loop_node 0.27.0, data_classes/detections.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-RS-12 SHOULD server
            Versions: 0.7.1 or later
            A detection has `category_id`, the id of the category in the model.
            Source: learning_loop_node 0.7.10, detector/box_detection.py; learning_loop_node 0.27.0,
                data_classes/detections.py

            DET-RS-13 MUST server
            A box detection has whole numbers `x`, `y`, `width` and `height`.
            Source: learning_loop_node 0.27.0, data_classes/detections.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-RS-14 MUST server
            A point detection has numbers `x` and `y`.
            Source: learning_loop_node 0.27.0, data_classes/detections.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-RS-15 SHOULD server
            Versions: 0.7.17 or later
            A segmentation detection in the result has its `shape` as a string "x,y,x,y".
            Source: learning_loop_node 0.27.0, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py, inconsistent

            DET-RS-16 SHOULD server
            Versions: 0.7.6 or later
            The result has `tags`, an array of strings.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.27.0,
                data_classes/image_metadata.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-17 SHOULD server
            Versions: 0.7.6 to 0.11.0
            The result has `date`.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.8.8, observed

            DET-RS-18 SHOULD server
            Versions: 0.11.1 or later
            The result has `created`.
            Source: learning_loop_node 0.13.7, data_classes/image_metadata.py; learning_loop_node 0.13.7 to 0.27.0,
                observed

            DET-RS-19 SHOULD server
            Versions: 0.10.13 or later
            The result has `source`.
            Source: learning_loop_node 0.10.17, data_classes/detections.py; learning_loop_node 0.13.7 to 0.27.0,
                observed

            DET-RS-20 SHOULD server
            Versions: 0.17.0 or later
            The result has `box_annotations`, an empty array.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            DET-RS-21 SHOULD server
            Versions: 0.17.0 or later
            The result has `point_annotations`, an empty array.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            DET-RS-22 SHOULD server
            Versions: 0.17.0 or later
            The result has `classification_annotation`, which is null.
            Source: learning_loop_node 0.17.2, data_classes/image_metadata.py; learning_loop_node 0.17.2 to 0.27.0,
                observed

            DET-RS-23 SHOULD server
            Versions: 0.23.0 or later
            The result has `state`.
            Source: learning_loop_node 0.27.0, data_classes/image_metadata.py; learning_loop_node 0.27.0, observed

            DET-RS-24 SHOULD server
            Versions: 0.17.0 or later
            The tags of the field `tags`, which are separated by commas, are in `tags` of the result.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-25 SHOULD server
            Versions: 0.17.0 or later
            The field `source` comes back as `source` of the result.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-26 SHOULD server
            Versions: 0.17.0 or later
            The field `creation-date` comes back as `created` of the result.
            Source: learning_loop_node 0.17.2, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-27 MUST server
            Versions: 0.7.15 or later
            The camera is named by the field `camera-id`.
            Source: learning_loop_node 0.7.30, detector/rest/detect.py; learning_loop_node 0.27.0,
                detector/rest/detect.py, inconsistent

            DET-RS-28 SHOULD server
            Versions: 0.7.15 or later
            The field `camera_id`, as documents spell it, has no effect.
            Source: learning_loop_node 0.27.0, README.md and detector/rest/detect.py, inconsistent; learning_loop_node
                0.27.0, observed

            DET-RS-29 MUST server
            Versions: 0.7.15 or later
            With `autoupload: all` the image goes to the outbox, whatever was detected.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-30 MUST server
            Versions: 0.7.15 or later
            With `autoupload: disabled` the image does not go to the outbox.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-31 MUST server
            Versions: 0.7.15 or later
            With `autoupload: filtered` the relevance filter decides.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-32 MUST server
            Versions: 0.7.15 or later
            Without `autoupload` the relevance filter decides.
            Source: learning_loop_node 0.7.30, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-33 SHOULD server
            Versions: 0.7.15 to 0.16.1
            POST /detect with another value of `autoupload` is answered with 200.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.16.1,
                detector/rest/detect.py

            DET-RS-34 SHOULD server
            Versions: 0.17.0 or later
            POST /detect with another value of `autoupload` is answered with 422.
            Source: learning_loop_node 0.17.2, detector/rest/detect.py; learning_loop_node 0.27.0,
                detector/rest/detect.py

            DET-RS-35 MUST server
            Versions: 0.19.0 or later
            POST /detect is answered with 500 while no model is loaded.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            DET-RS-36 SHOULD server
            Versions: 0.18.0 or later
            POST /detect with bytes that are no image is answered with 500.
            Source: learning_loop_node 0.18.5, detector/rest/detect.py; learning_loop_node 0.27.0,
                detector/rest/detect.py

            DET-RS-37 SHOULD server
            Versions: 0.26.0 or later
            An image is turned as its Exif orientation says before it is looked at.
            Source: learning_loop_node 0.27.0, helpers/misc.py

            DET-RS-38 MUST server
            POST /detect answers with the old model while a new one is being downloaded.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; yolov5_node 1.0.5, README.md

            DET-RS-39 MUST server
            Versions: 0.6.3 or later
            POST /upload takes one or more images as parts `files` and is answered with 200.
            Source: learning_loop_node 0.6.9, detector/rest/upload.py; learning_loop_node 0.27.0,
                detector/rest/upload.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-40 SHOULD server
            Versions: 0.6.3 or later
            The answer to POST /upload is the JSON array `[200, "OK"]`.
            Source: learning_loop_node 0.27.0, detector/rest/upload.py; learning_loop_node 0.8.8 to 0.27.0, observed

            DET-RS-41 MUST server
            Versions: 0.6.3 or later
            POST /upload without `files` is answered with 422.
            Source: learning_loop_node 0.27.0, detector/rest/upload.py

            DET-RS-42 MUST server
            Versions: 0.6.3 or later
            Each image of POST /upload goes to the outbox.
            Source: learning_loop_node 0.6.9, detector/rest/upload.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-43 SHOULD server
            Versions: 0.6.3 or later
            An image of POST /upload has the tag picked_by_system.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-44 SHOULD server
            Versions: 0.11.0 or later
            `source` in the query of POST /upload becomes the source of the images.
            Source: learning_loop_node 0.13.7, detector/rest/upload.py; learning_loop_node 0.27.0,
                detector/rest/upload.py

            DET-RS-45 SHOULD server
            Versions: 0.11.0 or later
            `creation_date` in the query of POST /upload becomes the time of the images.
            Source: learning_loop_node 0.13.7, detector/rest/upload.py; learning_loop_node 0.27.0,
                detector/rest/upload.py

            DET-RS-46 SHOULD server
            Versions: 0.14.0 or later
            `upload_priority=true` in the query of POST /upload puts the images into the priority queue.
            Source: learning_loop_node 0.15.0, detector/rest/upload.py; learning_loop_node 0.27.0,
                detector/rest/upload.py

            DET-RS-47 SHOULD server
            Versions: 0.11.0 or later
            Fields named `source`, `creation_date` or `upload_priority` in a POST /upload have no effect.
            Source: learning_loop_node 0.27.0, README.md and detector/rest/upload.py, inconsistent

            DET-RS-48 MUST server
            Versions: 0.6.6 or later
            GET /operation_mode is answered with the mode as plain text.
            Source: learning_loop_node 0.6.9, detector/rest/operation_mode.py; learning_loop_node 0.27.0,
                detector/rest/operation_mode.py

            DET-RS-49 MUST server
            Versions: 0.6.7 or later
            PUT /operation_mode takes startup, idle or detecting as plain text and is answered with 200 and `"OK"`.
            Source: learning_loop_node 0.6.9, detector/rest/operation_mode.py; learning_loop_node 0.27.0,
                detector/rest/operation_mode.py

            DET-RS-50 SHOULD server
            PUT /operation_mode with any other text is answered with 422.
            Source: learning_loop_node 0.27.0, detector/rest/operation_mode.py; learning_loop_node 0.8.8 to 0.27.0,
                observed

            DET-RS-51 MUST server
            The mode of a detector that has started is idle.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-52 MUST server
            Versions: 0.9.3 or later
            GET /about has `operation_mode`.
            Source: learning_loop_node 0.9.3, detector/rest/about.py; learning_loop_node 0.27.0, data_classes/general.py

            DET-RS-53 MUST server
            Versions: 0.9.3 or later
            GET /about has `state`, which is online.
            Source: learning_loop_node 0.9.3, detector/rest/about.py; learning_loop_node 0.27.0, data_classes/general.py

            DET-RS-54 MUST server
            Versions: 0.9.3 or later
            GET /about has `model_info`, the loaded model's `model.json`, or null.
            Source: learning_loop_node 0.9.3, detector/rest/about.py; learning_loop_node 0.27.0, data_classes/general.py

            DET-RS-55 MUST server
            Versions: 0.10.13 or later
            GET /about has `target_model`, a version or null.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; learning_loop_node 0.27.0,
                data_classes/general.py

            DET-RS-56 MUST server
            Versions: 0.10.13 or later
            GET /about has `version_control`: follow_loop, specific_version or pause.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; rosys 0.37.0,
                rosys/vision/detector_hardware.py

            DET-RS-57 SHOULD server
            Versions: 0.10.13 or later
            POST /reset exists only where backdoor controls are switched on.
            Source: learning_loop_node 0.10.17, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-RS-58 SHOULD server
            POST /reset that succeeded is answered with `true`.
            Source: learning_loop_node 0.8.8, detector/rest/backdoor_controls.py; learning_loop_node 0.27.0,
                detector/rest/backdoor_controls.py

            DET-RS-59 SHOULD server
            POST /reset empties the data folder.
            Source: learning_loop_node 0.8.8, detector/rest/backdoor_controls.py; learning_loop_node 0.27.0,
                detector/rest/backdoor_controls.py
            """#)
}
