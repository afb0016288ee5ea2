using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Kpu.Outreach.TestSupport;

/// <summary>Compares a text with a verified file beside the test. File convention and call are those of Verify, which can take this class's place.</summary>
public static class Verifier
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Compares with <c>TestClass.TestMethod[_parameter].verified.extension</c>; a difference, or no such file, writes the received file and fails. Where <c>OUTREACH_ACCEPT=1</c> the text is taken as the verified one: read the difference before you commit it.</summary>
    /// <param name="target">The text.</param>
    /// <param name="extension">The extension of the file, without the point.</param>
    /// <param name="parameter">Tells apart several texts of one test; null for one.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    /// <returns>When compared.</returns>
    public static async Task Verify(string target, string extension = "txt", string? parameter = null, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        ArgumentNullException.ThrowIfNull(target);
        // Compiled paths are mapped: they start with /_/ instead of the repository's folder.
        var mapped = sourceFile.Replace('\\', '/');
        var source = mapped.StartsWith("/_/", StringComparison.Ordinal) ? RepositoryRoot.PathOf(mapped[3..]) : sourceFile;
        var name = $"{Path.GetFileNameWithoutExtension(source)}.{method}{(parameter is null ? "" : "_" + parameter)}";
        var verified = Path.Combine(Path.GetDirectoryName(source)!, $"{name}.verified.{extension}");
        var received = Path.Combine(Path.GetDirectoryName(source)!, $"{name}.received.{extension}");
        await CompareAsync(target, verified, received);
    }

    /// <summary>Compares with a file of the repository that is written by a test, such as a page with a generated table; a difference writes the received file beside it and fails.</summary>
    /// <param name="target">The text.</param>
    /// <param name="path">The file, from the repository's root.</param>
    /// <returns>When compared.</returns>
    public static Task VerifyFile(string target, string path)
    {
        ArgumentNullException.ThrowIfNull(target);
        var verified = RepositoryRoot.PathOf(path);
        return CompareAsync(target, verified, Path.ChangeExtension(verified, ".received" + Path.GetExtension(verified)));
    }

    private static async Task CompareAsync(string target, string verified, string received)
    {
        var text = target.ReplaceLineEndings("\n");
        var expected = File.Exists(verified) ? (await File.ReadAllTextAsync(verified)).ReplaceLineEndings("\n") : null;
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        if (Environment.GetEnvironmentVariable("OUTREACH_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(verified, text, Utf8);
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, text, Utf8);
        if (expected is null) Assert.Fail($"There is no {Path.GetFileName(verified)} yet; see the received file beside it.");
        Assert.Equal(expected, text);
    }
}
