namespace Kpu.Outreach.Cli;

/// <summary>The command line cannot do what was asked; the sentence says why. Thrown up to the one place that prints it.</summary>
internal sealed class Refusal(string code, string sentence, int exitCode = ExitCode.BadInput) : Exception(sentence)
{
    public string Code { get; } = code;

    public int ExitCode { get; } = exitCode;
}
