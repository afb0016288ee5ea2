namespace Kpu.Outreach.Channels.Files;

/// <summary>The codes of problems that channels meet with their settings and folders.</summary>
public static class FolderProblems
{
    /// <summary>A setting that the channel needs is missing.</summary>
    public const string SettingMissing = "channel-setting-missing";

    /// <summary>A setting has a value the channel cannot use.</summary>
    public const string SettingInvalid = "channel-setting-invalid";

    /// <summary>A folder leads out of the output root, or through a link.</summary>
    public const string FolderOutside = "channel-folder-outside";

    /// <summary>A folder already belongs to another account or channel.</summary>
    public const string FolderTaken = "channel-folder-taken";

    /// <summary>A file in the folder was not written by the channel and stands where one has to be written.</summary>
    public const string ForeignFile = "channel-foreign-file";

    /// <summary>The list of the channel's own files cannot be read.</summary>
    public const string ManifestDamaged = "channel-manifest-damaged";

    /// <summary>The list of the channel's own files was written by a newer version.</summary>
    public const string ManifestNewer = "channel-manifest-newer";

    /// <summary>Another process writes to the folder.</summary>
    public const string FolderBusy = "channel-folder-busy";

    /// <summary>A file could not be read, written or removed.</summary>
    public const string FileFailed = "channel-file-failed";

    /// <summary>The disk is full.</summary>
    public const string DiskFull = "channel-disk-full";

    /// <summary>A media file is gone.</summary>
    public const string MediaMissing = "channel-media-missing";

    /// <summary>A media file no longer has the content that was approved.</summary>
    public const string MediaChanged = "channel-media-changed";

    /// <summary>Another worker took over before anything was shown.</summary>
    public const string LeaseLost = "channel-lease-lost";
}
