using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Channels.Files;

/// <summary>A problem found while writing, on its way to the outcome; it never leaves the adapter.</summary>
internal sealed class FolderException(Problem problem, Exception? inner = null) : Exception(problem.Code, inner)
{
    internal Problem Problem { get; } = problem;

    internal static FolderException Of(string code, params string[] arguments) => new(Problem.Error(code, Place.Unknown, arguments));

    /// <summary>Names a failure of the file system without the machine's paths.</summary>
    internal static FolderException Of(Exception failure, string path) =>
        new(Problem.Error(IsDiskFull(failure) ? FolderProblems.DiskFull : FolderProblems.FileFailed, new Place(path), path, Reason(failure)), failure);

    internal static bool IsFileFailure(Exception exception) => exception is IOException or UnauthorizedAccessException;

    // 28 is ENOSPC and 122 EDQUOT on Linux; 0x70 and 0x27 are Windows' words for a full disk.
    private static bool IsDiskFull(Exception failure) => (failure.HResult & 0xFFFF) is 0x70 or 0x27 || failure.HResult is 28 or 122;

    private static string Reason(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "access denied",
        PathTooLongException => "path too long",
        DirectoryNotFoundException => "folder missing",
        FileNotFoundException => "file missing",
        _ => "input/output error",
    };
}
