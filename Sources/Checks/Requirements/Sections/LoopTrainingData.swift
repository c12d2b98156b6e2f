extension Section {
    static let loopTrainingData = Section(
        number: 20, title: "Loop: training data", subject: .loop,
        text: #"""
            LOOP-DA-01 MUST server
            GET /api/{org}/projects/{proj}/data of a project that exists is answered with exactly 200.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-02 MUST server
            The answer to `data` has `image_ids`, an array of UUIDs as strings.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-03 MUST server
            With `state=complete` the ids in `data` are those of the images in that state.
            Source: learning_loop_node 0.2.10, trainer/downloader.py; learning_loop_node 0.27.0, trainer/downloader.py

            LOOP-DA-04 MUST server
            Versions: 0.7.15 or later
            `data` can be asked for the states `inbox`, `annotate` and `review` in the same way.
            Source: learning_loop_node 0.8.8, trainer/downloader.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py; learning_loop_node 0.8.8 to 0.27.0, observed

            LOOP-DA-05 SHOULD server
            `data` without a state, or with an empty query, lists images of every state.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_upload_detections.py

            LOOP-DA-06 MUST server
            Versions: 0.4.0 or earlier
            The answer to `data` has `box_categories`, an array of the project's box categories.
            Source: learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-07 MUST server
            Versions: 0.4.0 or earlier
            `mode=box` in the query of `data` is accepted.
            Source: learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-08 MUST server
            Versions: 0.3.9 to 0.4.0
            `mode=segmentations` in the query of `data` is accepted.
            Source: learning_loop_node 0.3.9, trainer/downloader.py

            LOOP-DA-09 MUST server
            Versions: 0.4.1 or later
            The answer to `data` has `categories`, an array of the project's categories of all types.
            Source: learning_loop_node 0.4.1, trainer/downloader.py; learning_loop_node 0.7.10, trainer/downloader.py;
                learning_loop_node 0.20.1, tests/trainer/states/test_state_upload_detections.py

            LOOP-DA-10 MUST server
            A category has `id`, a UUID as a string.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-DA-11 MUST server
            A category has `name`, a string.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-DA-12 MUST server
            Versions: 0.4.1 to 0.7.14
            A category in the answer to `data` has `type`.
            Source: darknet_trainer_node (library 0.4.6)

            LOOP-DA-13 MUST server
            Versions: 0.4.5 to 0.6.0
            A category has `description`, `hotkey`, `color` and `type`, none of them null.
            Source: learning_loop_node 0.5.2, model_information.py

            LOOP-DA-14 MUST server
            Versions: 0.4.5 to 0.7.44
            The `type` of a category is box, point or segmentation.
            Source: learning_loop_node 0.7.10, data_classes/category.py, observed

            LOOP-DA-15 MUST server
            Versions: 0.7.45 to 0.7.56
            The `type` of a category is box, point, segmentation or classification.
            Source: learning_loop_node 0.7.45, data_classes/category.py; learning_loop_node 0.7.53,
                data_classes/category.py

            LOOP-DA-16 MUST server
            The order of a project's categories is the same in every answer.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-17 SHOULD server
            No two categories of a project have the same name, whatever their types.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-18 MUST server
            `data` of a project that does not exist is not answered with 200.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_prepare.py

            LOOP-DA-19 MUST server
            GET /api/{org}/projects/{proj}/images?ids=a,b is answered with 200 and `images`, an array of one object for
            each of these images.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-20 MUST server
            `images` answers for 100 ids at once.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-21 SHOULD server
            Commas between ids may be percent-encoded.
            Source: learning_loop_node 0.27.0, data_exchanger.py, inferred

            LOOP-DA-22 SHOULD server
            An id that no image has does not keep `images` from answering for the others.
            Source: learning_loop_node 0.27.0, data_exchanger.py, inferred

            LOOP-DA-23 MUST server
            An image object has `id`.
            Source: learning_loop_node 0.27.0, trainer/downloader.py

            LOOP-DA-24 MUST server
            Versions: 0.26.0 or earlier
            An image object has `set`, which is `train` or `test`.
            Source: learning_loop_node 0.2.10, trainer/training_data.py; yolov5_node 1.0.5,
                trainer/app_code/yolov5_format.py

            LOOP-DA-25 MAY server
            Versions: 0.27.0 or later
            The `set` of an image may be `val` as well.
            Source: learning_loop_node 0.27.0, trainer/validation_set.py

            LOOP-DA-26 SHOULD server
            A project with two or more images in state complete has one of set `train` and one of set `test` among them.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-27 MUST server
            An image object has `width`, a whole number of pixels.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-28 MUST server
            An image object has `height`, a whole number of pixels.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-29 MUST server
            An image object has `box_annotations`, an array that may be empty.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-30 MUST server
            A box annotation has `category_id` and the pixels `x`, `y`, `width` and `height`, x and y being its top left
            corner.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-31 MUST server
            An image object has `point_annotations`, an array that may be empty.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-32 MUST server
            A point annotation has `category_id` and the pixels `x` and `y`.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-33 SHOULD server
            An image object has `classification_annotation`, an object with `category_id` or null.
            Source: yolov5_node (library 0.8.7), trainer/app_code/yolov5_format.py

            LOOP-DA-34 MAY server
            An image object may have `segmentation_annotations`, whose `shape` has `points` of `x` and `y`.
            Source: yolov5_node 1.0.5, trainer/app_code/tests/example_training.json

            LOOP-DA-35 MUST server
            The category of every annotation is one of those that the trainer was told of.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-DA-36 MAY server
            An image object may have `created`, `state`, `resource`, `thumbnail`, detections and `tags`, each an object
            with `id` and `name`.
            Source: yolov5_node 1.0.5, trainer/app_code/tests/example_training.json

            LOOP-DA-37 MUST server
            GET /api/{org}/projects/{proj}/images/{id}/main of an image that exists is answered with 200 and the image
            as JPEG.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-38 MUST server
            The JPEG of an image is whole, so that `jpeginfo -c` finds it to be in order.
            Source: learning_loop_node 0.7.30, trainer/downloader.py; learning_loop_node 0.27.0, helpers/misc.py

            LOOP-DA-39 MUST server
            `main` of an image that does not exist is not answered with 200.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-DA-40 MUST server
            Ten downloads of images at the same time are answered.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.2.10, trainer/downloader.py

            LOOP-DA-41 MAY server
            With `model_version` in its query, `images` has the detections of that model with confidences in percent.
            Source: learning_loop_node 0.20.1, examples/novelty_score_updater.py

            LOOP-DA-42 MAY server
            PUT /api/{org}/projects/{proj}/images/novelty_scores takes an object of image ids and numbers and is
            answered with 200.
            Source: learning_loop_node 0.20.1, examples/novelty_score_updater.py, inconsistent
            """#)
}
