namespace Kpu.Outreach.Documents;

/// <summary>Codes of what a workspace can have wrong as a set of files.</summary>
internal static class DocumentProblems
{
    public const string FolderMissing = "workspace-folder-missing";
    public const string FolderEmpty = "workspace-empty";
    public const string CampaignsMissing = "campaigns-missing";
    public const string PathUnsafe = "path-unsafe";
    public const string PathLeaves = "path-leaves-workspace";
    public const string PathLoop = "path-loop";
    public const string FileIgnored = "file-ignored";
    public const string FrontMatterMissing = "front-matter-missing";
    public const string FrontMatterMalformed = "front-matter-malformed";
    public const string BodyEmpty = "material-empty";
    public const string VariantUnclear = "variant-unclear";
    public const string OfficeFormer = "office-former-code";
    public const string OfficeAmbiguous = "office-or-under";
    public const string SelectorEmpty = "selector-empty";
    public const string SelectorUnclear = "selector-unclear";
    public const string AccountOffice = "account-office-or-offices";
    public const string TemplateKey = "account-template-key";
    public const string TemplateHost = "account-template-host";
    public const string MediaUnknown = "media-unknown";
    public const string ScaffoldExists = "scaffold-exists";
}
