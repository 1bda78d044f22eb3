// An sshd on loopback for the tests, with keys of its own and an environment in which Slurm's commands find the tests' cluster.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { userInfo } from "node:os";
import { execa } from "execa";
import { until } from "./slurm-lab.ts";

const SSHD = ["/usr/sbin/sshd", "/usr/bin/sshd"].find((file) => existsSync(file));

/** Why these tests can't run here, or false. */
export const noSshd: string | false = !SSHD ? "needs sshd (Debian: openssh-server)" : !["/usr/bin/rsync", "/usr/local/bin/rsync"].some((file) => existsSync(file)) && "needs rsync";

/** Starts it; `ssh -F config login` reaches it, and `nobody-home` is a host that no one answers at. */
export async function startSshd({ folder, env }: { folder: string; env: Readonly<Record<string, string>> }): Promise<{ config: string; close: () => Promise<void> }> {
  const own = join(folder, "ssh");
  mkdirSync(own, { mode: 0o700 });
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true }); // sshd of root insists on it
  for (const name of ["host", "user"]) await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(own, name)]);
  const [port, closed] = await Promise.all([freePort(), freePort()]);
  const settings = Object.entries(env).map(([name, value]) => `${name}="${value}"`).join(" ");
  writeFileSync(join(own, "sshd_config"), [
    `Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${own}/host`, `AuthorizedKeysFile ${own}/user.pub`, "PasswordAuthentication no", "KbdInteractiveAuthentication no",
    "UsePAM no", "StrictModes no", "PermitRootLogin prohibit-password", `PidFile ${own}/pid`, `SetEnv ${settings}`, "",
  ].join("\n"));
  const config = join(own, "config");
  writeFileSync(config, [`Host login nobody-home`, "  HostName 127.0.0.1", `  User ${userInfo().username}`, `  IdentityFile ${own}/user`, "  IdentitiesOnly yes", "  ControlMaster auto", `  ControlPath ${own}/%n`, "  ControlPersist 30", "  StrictHostKeyChecking accept-new", `  UserKnownHostsFile ${own}/known`, "Host login", `  Port ${port}`, "Host nobody-home", `  Port ${closed}`, ""].join("\n"));
  chmodSync(config, 0o600);
  const server = spawn(SSHD as string, ["-D", "-e", "-f", join(own, "sshd_config")], { stdio: "ignore" });
  const ended = new Promise<void>((done) => server.once("close", () => done()));
  await until(() => execa("ssh", ["-F", config, "-o", "BatchMode=yes", "login", "true"]).then(() => true, () => false), "sshd to answer");
  return {
    config,
    async close() {
      await execa("ssh", ["-F", config, "-O", "exit", "login"], { reject: false });
      server.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
