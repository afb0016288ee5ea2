namespace Kpu.Outreach.Json;

/// <summary>Codes of what a document's text, shape or value can have wrong.</summary>
internal static class JsonProblems
{
    public const string FileMissing = "file-missing";
    public const string FileUnreadable = "file-unreadable";
    public const string FileUnwritable = "file-unwritable";
    public const string FileTooLarge = "file-too-large";
    public const string FileNotUtf8 = "file-not-utf8";
    public const string Truncated = "json-truncated";
    public const string Malformed = "json-malformed";
    public const string TooDeep = "json-too-deep";
    public const string DuplicateMember = "member-duplicate";
    public const string UnknownMember = "member-unknown";
    public const string MissingMember = "member-missing";
    public const string WrongType = "value-wrong-type";
    public const string WrongForm = "value-wrong-form";
    public const string Empty = "value-empty";
    public const string VersionNewer = "version-newer";
    public const string VersionUnknown = "version-unknown";
}
