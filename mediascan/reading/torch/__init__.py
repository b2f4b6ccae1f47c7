"""What torch.save writes: archives, objects and tensors inside a walked pickle."""
