using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Json;

/// <summary>Reads whole text files, as UTF-8 and up to a size.</summary>
internal static class TextFile
{
    public const long JsonLimit = 16 * 1024 * 1024;
    public const long MarkdownLimit = 1024 * 1024;

    /// <summary>The text of a file without its byte order mark; null after a problem.</summary>
    public static async Task<string?> ReadAsync(string fullPath, string file, long limit, ProblemCollector problems, CancellationToken cancellationToken)
    {
        var place = new Place(file);
        byte[] bytes;
        int length;
        try
        {
            // What has no length is not opened: a pipe in the place of a file would keep the reader waiting for ever.
            if (new FileInfo(fullPath) is { Exists: true, Length: 0 }) return "";
            var stream = new FileStream(fullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                if (stream.Length > limit)
                {
                    problems.Add(Problem.Error(JsonProblems.FileTooLarge, place, Megabytes(stream.Length), Megabytes(limit)));
                    return null;
                }
                // One byte more than promised shows a file that grows while it is read.
                bytes = new byte[stream.Length + 1];
                length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(Problem.Error(JsonProblems.FileMissing, place, file));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problems.Add(Problem.Error(JsonProblems.FileUnreadable, place, file));
            return null;
        }
        return Decode(bytes.AsSpan(0, length), file, problems);
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, string file, ProblemCollector problems)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var chars = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, chars, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: true);
        if (status == System.Buffers.OperationStatus.Done) return new string(chars, 0, written);
        var good = new string(chars, 0, written);
        var (line, column) = new LineMap(good).At(good.Length);
        problems.Add(Problem.Error(JsonProblems.FileNotUtf8, new Place(file, line, column), bytes[read].ToString("X2", CultureInfo.InvariantCulture)));
        return null;
    }

    private static string Megabytes(long length) => (length / (1024.0 * 1024.0)).ToString("0.#", CultureInfo.InvariantCulture);
}
