using System.CommandLine;
using System.CommandLine.Help;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Cli;

/// <summary>From words to an exit code. The one place that catches: nothing raw reaches the person.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        // The language is needed before the words are parsed: help and usage errors are told in it too.
        var texts = new Texts(args.Zip(args.Skip(1).Append(""), (word, next) => word is "--lang=en" or "--lang:en" || (word == "--lang" && next == "en")).Any(x => x));
        using var signals = new StopSignals();
        var screen = new Screen(args.Contains("--json"), texts);
        try
        {
            var root = new CommandTree(screen, signals).Build();
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is not (HelpAction or HelpPrinter)) return UsageErrors.Say(parsed, screen);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signals.Stop);
        }
        catch (Refusal refusal)
        {
            return await screen.FailAsync(refusal.Code, refusal.Message, refusal.ExitCode);
        }
        catch (LedgerException e)
        {
            Debug(screen, e);
            return await screen.FailAsync([e.Problem], ExitCode.Failed);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return await screen.FailAsync("interrupted", texts.Interrupted, ExitCode.Interrupted);
        }
#pragma warning disable CA1031 // The last catch: a person reads a sentence, never a stack.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Debug(screen, e);
            return await screen.FailAsync("program-failed", texts.ProgramFailed(e.GetType().Name, FirstLine(e.Message)), ExitCode.Failed);
        }
    }

    private static void Debug(Screen screen, Exception e)
    {
        if (Environment.GetEnvironmentVariable("OUTREACH_DEBUG") == "1") screen.Say(e.ToString());
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();
}
