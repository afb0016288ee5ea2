namespace Kpu.Outreach.Validation;

/// <summary>Codes of what a model can have wrong.</summary>
internal static class ValidationProblems
{
    public const string DuplicateId = "id-duplicate";
    public const string FactUnknown = Rendering.RenderingProblems.FactUnknown;
    public const string MaterialUnknown = "material-unknown";
    public const string SpeakerUnknown = "speaker-unknown";
    public const string TargetUnknown = "target-unknown";
    public const string AccountUnknown = "account-unknown";
    public const string AccountsNone = "accounts-none";
    public const string StageUnknown = "stage-unknown";
    public const string StagesWithoutCalendar = "stages-without-calendar";
    public const string PartnerUnknown = "partner-unknown";
    public const string StationUnknown = "station-unknown";
    public const string VariantUnknown = "variant-unknown";
    public const string CitationMalformed = "fact-citation-malformed";
    public const string FactCircle = "fact-circle";
    public const string VariantCircle = "variant-circle";
    public const string FactUnverified = "fact-unverified";
    public const string FactWithdrawn = "fact-withdrawn";
    public const string FactContradicted = "fact-contradicted";
    public const string FactValueWrong = "fact-value-wrong";
    public const string FactVerifierMissing = "fact-verifier-missing";
    public const string LiteralUnbacked = "literal-unbacked";
    public const string LiteralUncited = "literal-uncited";
    public const string OfficeNotInWorkspace = "office-not-in-workspace";
    public const string CampaignWithoutOffices = "campaign-without-offices";
    public const string CampaignPast = "campaign-past";
    public const string AccountOutsideCampaign = "account-outside-campaign";
    public const string ActivityOutsidePeriod = "activity-outside-period";
    public const string ActivityPast = "activity-past";
    public const string ActivityInQuietPeriod = "activity-in-quiet-period";
    public const string ActivityOutsideStages = "activity-outside-stages";
    public const string ActivityWithoutMaterials = "activity-without-materials";
    public const string ActivityWithoutAccounts = "activity-without-accounts";
    public const string EducationWithoutGoal = "education-without-goal";
    public const string EducationWithoutSpeaker = "education-without-speaker";
    public const string SpeakerDoubleBooked = "speaker-double-booked";
    public const string SpeakerUnavailable = "speaker-unavailable";
    public const string VocabularyUnknown = "vocabulary-unknown";
    public const string SecretInCredential = "secret-in-credential";
    public const string SecretInSetting = "secret-in-setting";
    public const string AltTextMissing = "alt-text-missing";
    public const string CaptionsMissing = "captions-missing";
    public const string TranscriptMissing = "transcript-missing";
}
