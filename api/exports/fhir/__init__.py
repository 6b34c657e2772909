"""The copy as FHIR: Patient, CarePlan, Observation and QuestionnaireResponse in one Bundle.

Built with `fhir.resources`, whose classes are of R4B (4.3.0); what is used of them is alike in R4
(4.0.1). It takes a while to load, so that only what makes archives imports this package. It checks
shapes and not what a code may be, nor how long an id is: that is tested by ourselves.
"""
