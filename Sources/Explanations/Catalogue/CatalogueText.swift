/// The catalogue as it was written: text, which compiles at once and is read when it is first needed.
enum CatalogueText {
    static let explanations = [
        certificateAlerts, otherAlerts, outcomes, clientDiagnoses, serverDiagnoses, topics, moreTopics,
    ]
    static let errorTexts = [
        libraryTexts, languageTexts, moreLanguageTexts, programTexts, serverTexts, cloudTexts, deviceTexts,
        networkTexts, applicationTexts, applianceTexts, desktopTexts,
    ]
}
