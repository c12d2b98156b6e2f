extension Section {
    static let converter = Section(
        number: 37, title: "Converter", subject: .converter,
        text: #"""
            CNV-01 MUST client
            Versions: 0.9.3 or earlier
            A converter learns of the projects by GET /api/projects.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-02 MUST client
            Versions: 0.9.3 or earlier
            A converter learns of a project's categories by GET of its `resource` below `/api`.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-03 MUST client
            Versions: 0.9.3 or earlier
            A converter learns of a project's models by GET of its `resource` with `/models`.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-04 SHOULD client
            Versions: 0.9.3 or earlier
            A converter visits all projects that it is shown, whatever organization is set.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            CNV-05 SHOULD client
            Versions: 0.9.3 or earlier
            A converter looks for models at its start.
            Source: learning_loop_node 0.9.3, converter/converter_node.py; learning_loop_node 0.7.10 to 0.8.8, observed

            CNV-06 SHOULD client
            Versions: 0.3.2 to 0.9.3
            A converter looks for models every 60 seconds.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            CNV-07 MUST client
            Versions: 0.9.3 or earlier
            A model is converted when it has the source format and not the target format.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-08 MUST client
            Versions: 0.9.3 or earlier
            A model without a version is not converted.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-09 MUST client
            Versions: 0.9.3 or earlier
            A model that has the target format is left alone.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-10 MUST client
            Versions: 0.9.3 or earlier
            The model is downloaded in the source format.
            Source: learning_loop_node 0.4.8, converter/converter.py; learning_loop_node 0.9.3,
                converter/converter_logic.py

            CNV-11 MUST client
            Versions: 0.9.3 or earlier
            What was converted is uploaded by PUT /api/{org}/projects/{proj}/models/{id}/{format}/file with the files as
            parts `files`.
            Source: learning_loop_node 0.4.8, converter/converter.py; learning_loop_node 0.9.3,
                converter/converter_logic.py

            CNV-12 SHOULD client
            Versions: 0.3.2 to 0.9.3
            A model that could not be converted or uploaded is not tried again until the converter starts anew.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-13 SHOULD client
            Versions: 0.9.3 or earlier
            A model that could not be converted does not keep the converter from the next one.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-14 SHOULD client
            Versions: 0.9.3 or earlier
            A project whose categories cannot be had does not keep the converter from the others.
            Source: learning_loop_node 0.4.8, converter/converter_node.py; learning_loop_node 0.9.3,
                converter/converter_node.py

            CNV-15 SHOULD client
            Versions: 0.9.3 or earlier
            A converter that found the Loop not to answer looks again the next time.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            CNV-16 SHOULD client
            Versions: 0.9.3 or earlier
            A converter's `model.json` has the `categories` of the project.
            Source: yolo_tensorRT_converter_node (library 0.4.5); learning_loop_node 0.9.3, converter/converter_logic.py

            CNV-17 SHOULD client
            Versions: 0.9.3 or earlier
            A converter's `model.json` has the `resolution` of the source.
            Source: yolo_tensorRT_converter_node (library 0.4.5); learning_loop_node 0.9.3, converter/converter_logic.py
            """#)
}
