using System.Globalization;
using System.Runtime.InteropServices;

namespace Kpu.Outreach.Sqlite;

/// <summary>What tells a machine from another and a file from its copy.</summary>
internal static partial class FileIdentity
{
    private const int CurrentFolder = -100;
    private const uint BasicAndBirth = 0x07ff | BirthKnown;
    private const uint BirthKnown = 0x0800;
    private const int MaskAt = 0;
    private const int InodeAt = 32;
    private const int BirthSecondsAt = 80;
    private const int BirthNanosecondsAt = 88;

    /// <summary>The machine's own id; null where it has none that stays. The name of a container changes with every start and tells nothing.</summary>
    public static string? Machine()
    {
        if (!OperatingSystem.IsLinux()) return Environment.MachineName;
        try
        {
            return File.ReadAllText("/etc/machine-id").Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What stays with a file when it is renamed and not when it is copied; null where it cannot be told.</summary>
    public static string? Body(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return Inode(path);
            return OperatingSystem.IsWindows() ? File.GetCreationTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static string? Inode(string path)
    {
        Span<byte> found = stackalloc byte[256];
        if (Statx(CurrentFolder, path, 0, BasicAndBirth, ref MemoryMarshal.GetReference(found)) != 0) return null;
        var inode = BitConverter.ToUInt64(found[InodeAt..]);

        // A number may be given again after a file was deleted; with the moment of birth it is another one.
        var birth = (BitConverter.ToUInt32(found[MaskAt..]) & BirthKnown) == 0 ? 0 : BitConverter.ToInt64(found[BirthSecondsAt..]) * 1_000_000_000 + BitConverter.ToUInt32(found[BirthNanosecondsAt..]);
        return string.Create(CultureInfo.InvariantCulture, $"{inode}/{birth}");
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte found);
}
