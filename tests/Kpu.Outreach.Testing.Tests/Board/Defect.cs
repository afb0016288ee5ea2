namespace Kpu.Outreach.Testing.Tests.Board;

/// <summary>What is wrong with a copy of the board's adapter.</summary>
public enum Defect
{
    None = 0,
    DoublePublishOnRetry,
    LostCheckpoint,
    CultureDependentRender,
    LimitOffByOne,
    SecretInException,
    ReviseDeclaredButAbsent,
    LookingThatLies,
    SwallowedCancellation,
    BlockingCall,
    SharedState,
    UnboundedMemory,
    WrongLimitDomain,
}
