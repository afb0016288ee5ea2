using System.Runtime.InteropServices;

namespace Kpu.Outreach.Cli;

/// <summary>Turns Ctrl-C and SIGTERM into an orderly stop; a second Ctrl-C ends the process at once, which the ledger survives.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _interrupts;

    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            if (Interlocked.Increment(ref _interrupts) > 1) return;
            context.Cancel = true;
            _stop.Cancel();
        });
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _stop.Cancel();
        });
    }

    /// <summary>Says that no new work may begin.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether a person interrupted.</summary>
    public bool WasInterrupted => Volatile.Read(ref _interrupts) > 0;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }
}
