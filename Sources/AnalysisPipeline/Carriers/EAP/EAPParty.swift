/// What a conversation keeps of one of its dialogues; each carrier adds by what it knows it again.
class EAPParty: Placed {
    final let eap: EAPDialogue
    final var place = 0

    init(_ eap: EAPDialogue) { self.eap = eap }
}
