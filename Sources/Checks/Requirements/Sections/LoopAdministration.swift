extension Section {
    static let loopAdministration = Section(
        number: 27, title: "Loop: projects and what tests ask for", subject: .loop,
        text: #"""
            LOOP-AD-01 MUST server
            Versions: 0.9.3 or earlier
            GET /api/projects is answered with 200 and `projects`, an array of objects.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-AD-02 MUST server
            Versions: 0.9.3 or earlier
            A project in the list has `organization_id`.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-AD-03 MUST server
            Versions: 0.9.3 or earlier
            A project in the list has `project_id`.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-AD-04 MUST server
            Versions: 0.9.3 or earlier
            A project in the list has `resource`, its path with a slash in front and without `/api`.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            LOOP-AD-05 MUST server
            Versions: 0.4.1 to 0.9.3
            GET of a project's `resource` below `/api` is answered with 200 and `categories`.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            LOOP-AD-06 MUST server
            Versions: 0.3.2 to 0.4.0
            GET of a project's `resource` below `/api` is answered with 200 and `box_categories`.
            Source: learning_loop_node 0.3.2, converter/converter_node.py

            LOOP-AD-07 MUST server
            Versions: 0.9.3 or earlier
            The models of every project in the list can be listed, or converters give up the others as well.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-AD-08 SHOULD server
            POST /api/zauberzeug/projects/generator with `project_name` is answered with exactly 200.
            Source: learning_loop_node 0.20.1, tests/general/conftest.py; learning_loop_node 0.2.10, conftest.py

            LOOP-AD-09 SHOULD server
            The generated project of that name is ready when the answer is there.
            Source: learning_loop_node 0.20.1, tests/general/conftest.py, inferred

            LOOP-AD-10 SHOULD server
            A project that exists is replaced by a generated one of its name.
            Source: learning_loop_node 0.8.8, conftest.py, observed

            LOOP-AD-11 SHOULD server
            A generated project has as many images in each state as `inbox`, `annotate`, `review` and `complete` say.
            Source: learning_loop_node 0.20.1, mock_trainer/app_code/tests/test_detections.py

            LOOP-AD-12 SHOULD server
            Versions: 0.4.1 or later
            A generated project has as many categories of each type as `box_categories`, `point_categories` and
            `segmentation_categories` say.
            Source: learning_loop_node 0.20.1, tests/general/conftest.py; learning_loop_node 0.5.2,
                trainer/tests/test_downloader.py

            LOOP-AD-13 SHOULD server
            Versions: 0.4.0 or earlier
            A generated project has as many box categories as `categories` says.
            Source: learning_loop_node 0.2.10, trainer/tests/test_downloader.py

            LOOP-AD-14 SHOULD server
            A count that is not given to the generator is 0.
            Source: learning_loop_node 0.20.1, tests/general/conftest.py, inferred

            LOOP-AD-15 SHOULD server
            A generated project has as many trainings as `trainings` says, each with a model in format `mocked`.
            Source: learning_loop_node 0.20.1, tests/test_helper.py; learning_loop_node 0.9.3,
                converter/tests/test_converter.py

            LOOP-AD-16 SHOULD server
            The model of a generated training has `file_1.txt` with the text "content of file one".
            Source: learning_loop_node 0.20.1, tests/general/test_downloader.py

            LOOP-AD-17 SHOULD server
            The model of a generated training has `file_2.txt` with the text "content of file two".
            Source: learning_loop_node 0.20.1, tests/general/test_downloader.py

            LOOP-AD-18 SHOULD server
            A generated project of the same name has images of the same ids each time.
            Source: learning_loop_node 0.20.1, tests/annotator/test_annotator_node.py

            LOOP-AD-19 SHOULD server
            DELETE /api/zauberzeug/projects/{proj} is answered within 10 seconds, whether the project exists or not.
            Source: learning_loop_node 0.20.1, tests/general/conftest.py

            LOOP-AD-20 SHOULD server
            Versions: 0.7.29 or later
            GET /api/{org}/projects/{proj}/trainings has the id of the newest model as `charts[0].data[0].model_id`.
            Source: learning_loop_node 0.7.30, tests/test_helper.py; learning_loop_node 0.20.1, tests/test_helper.py

            LOOP-AD-21 SHOULD server
            There is a project zauberzeug/demo with at least one image.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_upload_detections.py

            LOOP-AD-22 SHOULD server
            The project zauberzeug/demo has at least one category.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_upload_detections.py

            LOOP-AD-23 SHOULD server
            zauberzeug/demo has the versions 1.0, 1.1 and 1.2 in format `mocked`.
            Source: learning_loop_node 0.20.1, tests/detector/test_client_communication.py; learning_loop_node 0.20.1,
                tests/trainer/states/test_state_detecting.py

            LOOP-AD-24 SHOULD server
            Versions: 0.10.6 or later
            Version 1.2 of zauberzeug/demo has the id 00000000-0000-0000-0000-000000000012.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_detecting.py

            LOOP-AD-25 SHOULD server
            The deployment target of zauberzeug/demo is version 1.1.
            Source: learning_loop_node 0.20.1, tests/detector/test_client_communication.py

            LOOP-AD-26 SHOULD server
            The model 1.1 of zauberzeug/demo has a category "purple point".
            Source: learning_loop_node 0.20.1, tests/detector/test_client_communication.py
            """#)
}
